"""What a quantity is a quantity of: the indicator's words before or after the number."""

import re
from dataclasses import dataclass

from ingest.tags.deadlines import after_deadline
from ingest.tags.pieces import Piece
from ingest.tags.words import lists, pattern, strip_back, strip_front
from kb.model import Comparator, Measure
from kb.quantity import Quantity

# 从2020年的60%提高到 · 由10家增加到 · 较2020年 · 比上年
_BASELINE = re.compile(
    r"(?:从|由)(?P<from>[^，,；;]{1,20}?)(?=提|增|上升|下降|降|减|扩|发展|压|缩)|(?:较|(?<!占)比(?![重例率值])|与)(?P<than>上年|去年|[^，,；;]{2,12}?(?:年底|年末|年|相比))"
    r"|(?P<year>同比)"
)
# 提升至 | 2027年的 | 22% · 达到 | 2025年的 | 2倍
_YEAR_OF = re.compile(r"(?P<year>20\d\d年)(?:底|末)?的$")
# 高于全省平均水平 | 0.5个百分点: compares, aims at nothing of its own
_COMPARES = re.compile("(?:高于|高出|低于|快于|优于|好于|领先)")
# 每万常住人口 | 达到4名: a denominator, named by the subject before
_PER = re.compile(r"每[百千万亿十\d]*[^，]{0,8}(?:人口|居民|人|户|平方公里)")
# 三年 | 新增孵化面积
_LONG = re.compile(r"^[一二两三四五六七八九十\d]{1,2}年(?=新|净|累计|完成|建)")
# 七成以上 | 县（市、区）达到标准
_THINGS = re.compile(r"(?:县|市|区|乡|镇|村|街道|社区|家庭|企业|园区|学校|医院|机构|单位|部门|行业|居民|农户)")
# 6.5%的增速可以实现, 20%的比例: no portion of things
_NO_THINGS = re.compile("^(?:增速|速度|幅度|比例|标准|水平|税率|份额|股权|资金)|可以|能够")
# 合作机构逐步将 | 平均担保费率
_MAKES = re.compile(r".{2,14}?(?<!即)[将把](?![军来要])(?P<what>.{3,})$")
# 每个乡镇至少 | 建成1座充电站 · 各县（市、区）至少
_EVERY = re.compile(
    r"(?P<each>[每各](?:个|所|家|省|设区市|地市|盟市|县|市|区|旗|乡|镇|村|街道|社区)[\u4e00-\u9fff（）、]{0,10}?)"
    r"(?:都|均)?(?:要|应)?(?:至少)?$"
)
# 占比不低于 | 车位总数的 | 10%: the whole that a share is of, between the bound and the number
_WHOLE_OF = re.compile(
    r"(?P<bound>不得?低于|不少于|不得少于|不小于|达到|达|提高到|提升至|保持在|不得?超过|不得?高于|控制在|降至|超过|占(?!比))"
    r"(?P<whole>[\u4e00-\u9fff“”]{2,16})的$"
)
# 转移支付增加 | 约1.5万亿元: a bound upon a change
_GROWN = pattern("change_verbs", after="(?<!增速)$")
# 城镇新增就业 | 12万人
_ADDED = re.compile(r".{2,}(?:新增|净增).{2,}$")
# 超50亿元 | 的30家
_AMOUNT = re.compile(r"\d[万亿千百]*(?:元|吨|人|亩|千瓦|平方米)(?:以上)?$")
# 总数 | 达到60家: of what stands before
_PARTIAL = ("总数", "总量", "数量", "总规模", "规模", "总面积", "占比", "比重", "比例", "覆盖率", "总数量")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a quantity: what it measures, how, and where its words start.

    `form` says which construction was read: level (X达到N), change (X增长N), count (建成N座X, 建成X N座), share
    (X 100%完成, 100%的X完成), set (X按N%安排), whole (N个X全部完成), bare (X N以上); `verb` is carried to the
    next piece of a list.
    """

    indicator: str
    form: str
    verb: str
    baseline: str | None = None
    own_subject: bool = True


def read(text: str, piece: Piece, q: Quantity, subject: str, verb: str) -> Reading | None:
    """How `q` reads in its piece, None when no construction fits.

    `subject` and `verb` are those of the piece before, for pieces that leave their own out.
    """
    raw = text[piece.start : q.wording_start]
    year_of = _YEAR_OF.search(raw)
    pre, baseline = without_baseline(after_deadline(_YEAR_OF.sub("", raw)))
    if year_of and q.unit == "倍":
        baseline = year_of["year"]
    pre = _LONG.sub("", pre)
    post = _object(text[q.wording_end : piece.end])
    if q.kind == "measures" and pattern("projects").search(text, q.wording_end, piece.segment[1]):
        return None
    if re.search(r"(?:每|第)$", pre):
        return None
    if re.match(r"的(?!目标|要求|水平|标准)", post):
        return _portion(pre, post, q)
    if q.unit in ("%", "成") and q.wording_end > q.end and _THINGS.match(post):
        return _portion(pre, "的" + post, q)
    if re.search("(?:上年|去年|同期)[^，]*$", baseline or "") and not subject_of(
        pre[: strip_back(pre, "change_verbs")]
    ):
        return None  # 赤字率拟按4%安排、比上年提高1个百分点
    if pre.endswith("高达"):
        return None
    for attempt in (_share, _set, _level, _change, _whole, _count, _count_behind, _done, _bare):
        reading = attempt(pre, post, q, subject, verb)
        if (
            reading is not None
            and not reading.indicator.startswith(("、", "，"))
            and not _COMPARES.match(reading.indicator)
        ):
            if baseline and reading.baseline is None:
                return Reading(reading.indicator, reading.form, reading.verb, baseline, reading.own_subject)
            return reading
    return None


def without_baseline(pre: str) -> tuple[str, str | None]:
    match = _BASELINE.search(pre)
    if match is None:
        return pre, None
    return pre[: match.start()] + pre[match.end() :], (match["from"] or match["than"] or match["year"]).strip()


def _object(post: str) -> str:
    post = re.sub(r"[（(][^（）()]*[)）]\s*$", "", post.strip().rstrip("。；;，,、"))
    return post.strip()


def _level(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """全市用水总量控制在 | 3.29亿立方米以内."""
    bound = q.wording_start < q.start  # 突破, 不低于: the verb is part of the wording
    match = pattern("level_verbs", after="(?:了|人均|户均|亩均|平均)?$").search(pre)
    if match is None and q.unit in ("%", "成") and (share := _WHOLE_OF.search(pre)):
        match = pattern("level_verbs").match(pre, share.start())
    if match is None and q.unit == "%":  # 出力降至额定容量 | 30%以下
        match = pattern("forward_verbs", after=r"(?!标)[\u4e00-\u9fff]{2,6}(?:的)?$").search(pre)
        if match is not None and not pre[: match.start()].strip():
            match = None
    if match is None and (
        not bound or (pattern("change_verbs", after="$").search(pre) and not pre.endswith("增速"))
    ):  # 增加 | 约1.5万亿元
        return None
    stem = pre[: match.start()] if match else pre
    if pattern("count_verbs", after="$").search(stem) and post and q.kind == "counts":
        return None  # 培养不少于3500名基层医生
    name = subject_of(stem)
    if (_PER.fullmatch(name) or name in _PARTIAL) and subject and not post:
        return Reading(subject + name, "level", verb, own_subject=False)
    if match is None and q.kind == "counts" and _made(stem) and not pattern("heads", after="$").search(name):
        return None  # 每年培训农村电商人才不少于5000人次
    if not name and post and q.kind in ("counts", "measures") and match and match.group() in ("实现", "完成"):
        return None  # 实现10处样板煤矿创建
    if q.kind == "counts" and post and not post.startswith(("的", "并", "且", "水平", "规模", "目标")):
        return None
    if not name and not post and _adverbial(stem) and subject:
        return Reading(subject, "level", verb, own_subject=False)
    if name.startswith("占") and subject:  # 研发投入年均增长10%、占地区生产总值比重达到2.5%
        return Reading(subject + name, "level", verb, own_subject=False)
    return Reading(name, "level", verb) if len(name) >= 2 else None


def _made(stem: str) -> bool:
    """Whether a making verb opens the words: 每年培训农村电商人才."""
    return pattern("count_verbs").match(stem, _adverbs(stem)) is not None


def _adverbial(stem: str) -> bool:
    return strip_front(stem, "openers", "hedges", "trailers") >= len(stem)


def _change(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """服务业增加值年均增长 | 6%以上."""
    match = pattern("change_verbs", after=r"(?:了|约|超过|不低于|不少于|不超过)?$").search(pre)
    if match is None or (post and not re.match("的目标|左右|以上", post) and q.kind == "counts"):
        return None
    name = subject_of(pre[: match.start()])
    if q.kind in ("counts", "measures") and pattern("count_verbs").fullmatch(name):
        return None  # 改造提升20万亩: done to what the piece before names
    if len(name) >= 2:
        return Reading(name, "change", verb)
    if subject and not post:
        return Reading(subject, "change", verb, own_subject=False)
    if post and q.kind == "measures":
        return Reading(match.group() + post, "change", match.group())
    return None


def _set(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """赤字率拟按 | 4%左右 | 安排."""
    match = re.search("拟?按$", pre)
    if match is None or not post.startswith("安排") or q.unit != "%":
        return None
    name = subject_of(pre[: match.start()])
    return Reading(name, "set", verb) if len(name) >= 2 else None


def _portion(pre: str, post: str, q: Quantity) -> Reading | None:
    """100% | 的乡镇卫生院完成中医馆设置; 覆盖 | 80%以上 | 的社区: a portion of things, made or done."""
    if q.unit not in ("%", "成"):
        return None
    name = _plain_object(post[1:])
    made = pattern("count_verbs", after="$").search(pre)
    if made is not None and len(name) >= 2:
        return Reading(subject_of(pre[: made.start()]) + made.group() + name, "share", "")
    if _NO_THINGS.search(name):
        return None
    front = subject_of(pre[: strip_back(pre, "movers", "trailers")])
    done = pattern("whole_verbs", "count_verbs").search(name, 1)
    return Reading(name, "share", "") if done and not front else None


def _share(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """煤矿采选业企业 | 100% | 达到基准指标水平."""
    if q.unit != "%" or not post or not pattern("whole_verbs").match(post):
        return None
    name = subject_of(pre)
    return Reading(name + post, "share", verb) if len(name) >= 2 else None


def _whole(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """3个 | 工业产业园全部建成智慧园区; 对403户 | 工业企业开展数字化改造."""
    if not post or q.kind not in ("counts", "measures") or len(post) < 4:
        return None
    front = pre[strip_front(pre, "openers", "hedges", "trailers", "scopes") :]
    if front in ("", "对", "将", "推动", "确保") and re.search(r"[^，]{2,}(?:全部|均|都)[\u4e00-\u9fff]{2,}", post):
        return Reading(post, "whole", verb)
    if pattern("movers", after="$").search(pre[: strip_back(pre, "scopes")]):
        done = pattern("whole_verbs", "count_verbs").search(post, 2)
        if done or pre.endswith("面向"):
            return Reading(post, "whole", verb)
    return None


def _count(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """建成 | 4个 | 高品质住宅项目; the verb may be that of the piece before."""
    if q.kind not in ("counts", "measures") or len(post) < 2 or "/" in q.unit:
        return None
    stem = (
        pre[: strip_back(pre, "trailers", "level_verbs")] if not pattern("count_verbs", after="$").search(pre) else pre
    )
    match = pattern("count_verbs", after="了?$").search(stem)
    if match is None and not (verb not in ("", "其中") and q.kind == "counts" and _adverbial(pre)):
        return None
    if match and match.group() == "安排" and q.kind != "counts":  # 安排资金5亿元 pays
        return None
    own = match.group() if match else verb
    kept = own if own in lists()["kept_verbs"] and match else ""
    every = _EVERY.search(stem[: match.start()]) if match else None
    return Reading((every["each"] if every else "") + kept + _plain_object(post), "count", own)


def _count_behind(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """建成自治区级绿色矿山 | 11座; 新增运力 | 1700万吨."""
    if post or q.kind not in ("counts", "measures", "scaled") or "/" in q.unit:
        return None
    at = _adverbs(pre)
    match = first = pattern("count_verbs", "change_verbs").match(pre, at)
    while match and (more := pattern("count_verbs", "change_verbs", after="(?![型性类率式])").match(pre, match.end())):
        if len(pre) - more.end() < 2:  # 完成造林1亿亩: the object is a verb itself
            break
        match = more
    if match is None and verb in ("", "其中"):
        return None
    own = match.group() if match else verb
    if own == "安排" and q.kind != "counts":
        return None
    name = pre[match.end() if match else at :]
    name = name[: strip_back(name, "trailers")].strip("、，, ")
    if len(name) < 2:
        return None
    if _AMOUNT.search(name) and "的" in subject:  # 产值超百亿元的企业15家、超50亿元的30家
        name += "的" + subject.rpartition("的")[2]
    if subject and match and pattern("change_verbs", "completions").fullmatch(name):  # 改造提升20万亩
        return Reading(subject[strip_front(subject, "kept_verbs") :] + own + name, "count", own, own_subject=False)
    kept = pre[first.start() : match.end()] if first and match and first.group() in lists()["kept_verbs"] else ""
    return Reading(kept + name, "count", own)


def _done(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """棚户区住房改造 | 600万套: what is done stands before the number, its verb behind its object."""
    if post or q.kind not in ("counts", "measures") or "/" in q.unit:
        return None
    name = subject_of(pre)
    done = pattern("works", after="$").search(name)
    return Reading(name, "count", "") if (done and done.start() >= 2) or _ADDED.match(name) else None


def _bare(pre: str, post: str, q: Quantity, subject: str, verb: str) -> Reading | None:
    """城镇调查失业率 | 5.5%左右, 城镇新增就业 | 1100万人以上: no verb at all, as in lists of aims."""
    name = subject_of(pre)
    if post:
        return None
    if subject and len(name) >= 2 and q.kind != "times" and (pre.startswith("其中") or verb == "其中"):
        return Reading(name, "bare", "其中")  # 公路总里程达到20万公里，其中高速公路7000公里、国省道2万公里
    headed = pattern("heads", after="$").search(name)
    if len(name) < (3 if headed else 4) or not (headed or q.wording_end > q.end):
        return None
    return Reading(name, "bare", "")


def _adverbs(text: str) -> int:
    """Length of leading adverbs that are no making verb themselves (同时, 进一步)."""
    at = 0
    while match := pattern("openers", "hedges", "scopes").match(text, at):
        if pattern("count_verbs").fullmatch(match.group()):
            break
        at = match.end()
    return at


def _plain_object(post: str) -> str:
    post = re.split(r"[，；;。]", post)[0]
    return re.sub(r"(?:等|左右|以上)$", "", post).strip()


def subject_of(stem: str) -> str:
    """The indicator in the words before its verb: fillers stripped at both ends, brackets kept."""
    stem = stem[strip_front(stem, "openers", "hedges") :]
    stem = stem[: strip_back(stem, "trailers")]
    if made := _MAKES.match(stem):
        stem = made["what"]
    return stem.strip("、，,:： ")


def bound_of(words: str) -> Comparator | None:
    """What the verb before the whole of a share says: 占比不低于车位总数的 | 10%."""
    match = _WHOLE_OF.search(words)
    if match is None:
        return None
    if match["bound"] == "超过":
        return ">"
    if match["bound"] in ("控制在", "降至") or re.match("不得?(?:超过|高于)", match["bound"]):
        return "<="
    return None if match["bound"] == "占" else ">="


def scope_before(words: str) -> str | None:
    """全省 | 建成: the scope before a making verb."""
    words = after_deadline(words)
    match = pattern("scopes").match(words, strip_front(words, "openers", "hedges"))
    return match.group() if match else None


def split_scope(indicator: str) -> tuple[str, str | None]:
    """全市用水总量 → (用水总量, 全市); a name that is nothing but the scope stays."""
    match = pattern("scopes", after="(?!重点实验室|示范|文明|先进|百强|统一|一流)").match(indicator)
    if match is None:
        return indicator, None
    name = indicator[match.end() :]
    name = name[strip_front(name, "openers", "hedges") :].removeprefix("的").removeprefix("范围内")
    return (name, match.group()) if len(name) >= 2 else (indicator, None)


def measure_of(reading: Reading, words: str, unit: str) -> Measure:
    """annual for 年均增长6%, increase for 提高3个百分点 and 新增, cumulative for 累计, else level; read from the last
    sentence of `words`, for a cell may hold several: 每年增加1个百分点。2035年达到75%."""
    words = re.split("[。；;]", words)[-1]
    if re.search(r"年均|每年|逐年|年递增|(?<![\d上去])年增长|年增速|年度增长", words):
        return "annual"
    if "累计" in words:
        return "cumulative"
    if reading.form == "change" or "百分点" in unit or re.search(r"(?:新增|净增|新建成|新投产)", words):
        return "increase"
    return "level"
