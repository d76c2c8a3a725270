"""The policy lexicon: what it holds equal, what it keeps apart, and that it leaves other words whole."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.match import coverage, make_terms, topic_words
from kb.organisations import find_organisations, same_organisation
from kb.terms import cuts_words, expansions, fold, squeeze, stop_words, synonym_lines, synonyms

# What people type -> what documents write.
SAID = """
货车 货运车辆|货车 货物运输车辆|房子 住宅|房子 住房|尾气 机动车污染物|火电 煤电|火电 燃煤发电|老小区 城镇老旧小区|打疫苗 接种
小孩 儿童|小孩 未成年人|上学 入学|上学 就读|员工 职工|员工 劳动者|员工 从业人员|开公司 设立企业|开公司 登记注册|雾霾 重污染天气
雾霾 细颗粒物|pm2.5 细颗粒物|pm10 可吸入颗粒物|r&d 研发|r&d 研究与试验发展|规上 规模以上|规上企业 规模以上企业|限上 限额以上
双碳 碳达峰碳中和|能耗强度 单位国内生产总值能耗|gdp 地区生产总值|cpi 居民消费价格|财政收入 一般公共预算收入|经开区 经济技术开发区
自贸区 自由贸易试验区|央企 中央企业|专精特新 专业化、精细化、特色化、新颖化|首台套 首台(套)重大技术装备|ai 人工智能
充电桩 充电设施|暖气 供热|危废 危险废物|噪音 噪声|放鞭炮 燃放烟花爆竹|烧秸秆 秸秆露天焚烧|渣土车 建筑垃圾运输车辆|公交 公共交通
网约车 网络预约出租汽车|驾照 机动车驾驶证|拉货 货物运输|养猪 生猪养殖|种粮补贴 耕地地力保护补贴|打井 取水井|水费 水价|改厕 厕所革命
公租房 公共租赁住房|公积金 住房公积金|房产证 不动产权证书|物业公司 物业服务企业|拆迁 房屋征收|违建 违法建筑|摆摊 占道经营
养狗 养犬|5a景区 国家5a级旅游景区|非遗 非物质文化遗产|网购 网络零售|12345 政务服务便民热线|作废 废止|多长时间 期限
小升初 初中招生|补习班 校外培训机构|双减 减轻义务教育阶段学生作业负担和校外培训负担|托儿所 托育机构|看病 就医|报销比例 支付比例
起付线 起付标准|长护险 长期护理保险|社保 社会保险|医保 医疗保险|社保卡 社会保障卡|退休金 养老金|加班费 加班工资|炒鱿鱼 解除劳动合同
养老院 养老机构|低保 最低生活保障|低保户 最低生活保障对象|五保户 特困人员|残疾证 残疾人证|落户 户口迁入|电诈 电信网络诈骗
安全隐患 事故隐患|技术合同额 技术合同成交额|交税 缴纳税款|企税 企业所得税|补钱 补助|补钱 补贴|补钱 奖励|补钱 资助|罚钱 罚款
交钱 缴纳|搬走 搬迁|搬迁 迁移|关停 关闭退出|省钱 节约资金|省点水 节约用水|盖楼 房屋建设|不许 不得|老百姓 居民|外国人 外籍人员
"""

# The same by the affairs that a civil servant is asked about: work, health, care, schools, homes, police, markets,
# taxes, land, farming, safety, research, offices.
SAID_OF_AFFAIRS = """
工伤赔偿 工伤保险待遇|没工作 失业|交够 累计缴费|到岁数 达到法定退休年龄|求职补贴 求职创业补贴|人才落户 人才引进入户|干满 工作满
创业贷 创业担保贷款|小孩户口 子女户籍|能报多少 支付比例|封顶 年度最高支付限额|大病 重特大疾病医疗保险和救助|黄牛 倒卖|签约医生 家庭医生
自己掏 个人自付|骗保 骗取医疗保障基金|重残补贴 重度残疾人护理补贴|没儿没女 无法定赡养人|吃饭补贴 就餐补贴|老年助餐 老年人助餐服务
火葬 遗体火化|生态葬 节地生态安葬|民非 民办非企业单位|划片 招生地段|摇号 电脑派位|退学费 退费|地段生 招生地段内|无房户 无房家庭
取公积金 提取住房公积金|房租补贴 租赁补贴|腾退 退出公租房|迁户口 户口迁移|本地户口 本市户籍|住满 连续居住|执法证 行政执法证件
抽查 双随机|黑名单 严重违法失信名单|换法人 变更法定代表人|稿费 稿酬所得|扣税 预扣预缴|掏钱 承担费用|退钱 返还|列支 纳入预算
担保费 担保费率|贷款额度 最高贷款额度|批地 供地|新型产业用地 m0用地|买农机 购置农机|鸡粪 畜禽粪污|农机补贴 农机购置与应用补贴
堵消防通道 占用消防车通道|瞒报 迟报、漏报、谎报或者瞒报|高企 高新技术企业|论文造假 学术不端|红头文件 规范性文件|常务会 政府常务会议
上会 集体讨论|谁解释 负责解释|通报表扬 表扬|停发 停止发放|不准 严禁|起码 不少于|顶多 最高不超过|当天 当日|多大年纪 年满16周岁
造假 提供虚假材料|没批准 未经批准|算作 视同|不作数 无效|两口子 夫妻|重复领 重复享受|免交 免予缴纳|保存多久 保存期限
"""

# Near but different: a figure of the one is no answer to a question about the other.
APART = """
碳排放总量 碳排放强度|能源消费总量 能耗强度|工业增加值 工业总产值|增加值 增速|总产值 增加值|铁路货运量 公路货运量|货运量 客运量|铁路 公路
煤炭 焦化|煤电 焦化|用水量 用电量|装机容量 发电量|风电装机 光伏装机|收入 利润|财政收入 财政支出|播种面积 粮食产量|覆盖率 利用率
普及率 覆盖率|农村居民收入 城镇居民收入|农村 城镇|第一产业 第二产业|第二产业 第三产业|煤电 风电|光伏 风电|水电 火电|出口额 进口额
出口额 进出口总额|化肥使用量 农药使用量|秸秆综合利用率 农膜回收率|秸秆综合利用率 畜禽粪污综合利用率|粮食产量 蔬菜产量
细颗粒物 臭氧|pm2.5 pm10|二氧化硫 氮氧化物|森林覆盖率 绿化覆盖率|耕地面积 林地面积|高速公路 农村公路|高铁 高速公路
公租房 商品房|公租房 廉租房|城镇职工基本养老保险 城乡居民基本养老保险|养老保险 医疗保险|失业保险 工伤保险|生育保险 工伤保险
失业金 失业补助金|低保 特困人员|学前教育 义务教育|小学 初中|高中 高校|医师 护士|床位 医师|门诊费用 住院费用|起付标准 最高支付限额
研发投入 研发强度|专利授权量 专利拥有量|贷款余额 存款余额|增值税 企业所得税|罚款 补贴|固定资产投资 房地产开发投资|民间投资 外商投资
规模以上 限额以上|小微企业 规模以上企业|中央企业 民营企业|游客人次 旅游收入|充电桩 加氢站|污水处理率 再生水利用率
工业固废 危险废物|生活垃圾 建筑垃圾|空气质量 水质|法定代表人 控股股东|立项 验收|开工 竣工|申请 公示|废止 施行|入学 转学|户籍 学籍
失业保险金 养老金|公共数据 政务数据|政府定价 政府指导价|医疗救助 医疗保险|处分 处罚|暂缓 停止
养老保险 社会救助|征收 征用|租赁 转租|补缴 缓缴|批准 备案|表扬 批评|廉租房 商品房|公示 公告|听证 仲裁
"""

# Words inside which a short word of the lexicon stands by chance.
WHOLE = """
上下游 计划生育 澳门特别行政区 城镇化 上报 市民 省级 国家电网 非机动车 深入学习 出租房屋 驾驶人员 全省水利
"""


def pairs(text: str) -> list[tuple[str, str]]:
    return [tuple(pair.split(" ")) for line in text.split("\n") for pair in line.split("|") if pair]  # type: ignore[misc]


def covered(said: str, written: str) -> float:
    """How far a title of these words answers the question, every word counting the same."""
    return coverage(make_terms(topic_words(said), lambda _: 1.0), (squeeze(written), 1.0))


def test_groups_hold_several_folded_words() -> None:
    for said, group in synonym_lines():
        line = group if said is None else (said, *group)
        assert len(set(line)) == len(line) >= 2, line
        assert all(word == squeeze(word) and len(word) > 1 for word in line), line
        assert not stop_words().intersection(line), line


def test_a_word_has_one_meaning_unless_said_pair_by_pair() -> None:
    """A word may be a loose name for several things (补钱 > 补助 奖励) or one of a pair, never in two larger groups."""
    groups = [group for said, group in synonym_lines() if said is None]
    large = Counter(word for group in groups if len(group) > 2 for word in group)
    assert [word for word, count in large.items() if count > 1] == []


def test_nothing_is_said_twice() -> None:
    colloquial = Counter(said for said, _ in synonym_lines() if said is not None)
    assert [word for word, count in colloquial.items() if count > 1] == []
    said = Counter(
        (a, b)
        for first, group in synonym_lines()
        for a in (group if first is None else (first,))
        for b in group
        if a != b
    )
    assert [pair for pair, count in said.items() if count > 1] == []


@pytest.mark.parametrize(("said", "written"), pairs(SAID + SAID_OF_AFFAIRS))
def test_colloquial_word_finds_the_official_one(said: str, written: str) -> None:
    assert covered(said, written) >= 0.9


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_different_things_are_no_synonyms(one: str, other: str) -> None:
    assert other not in synonyms(one)
    assert one not in synonyms(other)
    assert covered(one, other) <= 0.8
    assert covered(other, one) <= 0.8


@pytest.mark.parametrize("word", WHOLE.split())
def test_short_words_do_not_cut_others(word: str) -> None:
    assert all(len(part) > 1 for part in topic_words(word))


def test_samples_are_large() -> None:
    assert len(pairs(SAID)) >= 60
    assert len(pairs(APART)) >= 60


PIECES = st.sampled_from([g[-1] for _, g in synonym_lines()[::7]] + list("的在年上2水电业ＡＩ（）"))


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_expansions_leave_no_longer_word(text: str) -> None:
    """Where a word with other wordings stands whole, it or a longer one or an equal one beside it is found."""
    folded = fold(text)
    found = [word for word, _ in expansions(text)]
    for word in {w for _, group in synonym_lines() for w in group if w in folded and synonyms(w) and not w.isascii()}:
        at = folded.index(word)
        if not cuts_words(folded, at, at + len(word)):
            assert any(len(other) >= len(word) for other in found), word


def test_a_compound_only_written_is_left_to_its_words() -> None:
    """森林覆盖率 and 禁止燃放 stand in the lexicon for colloquial words alone: 覆盖率 and 禁止 count for themselves."""
    assert topic_words("森林覆盖率") == ("森林", "覆盖率")
    assert "不得" in dict(expansions("禁止燃放"))["禁止"]


def test_expansions_of_a_long_text_are_fast() -> None:
    text = ("到2028年底，规模以上工业企业研发投入占比提高，城镇老旧小区改造完成，" * 40)[:1000]
    expansions(text)
    spent = []
    for _ in range(5):
        start = time.perf_counter()
        expansions(text)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.05


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("市发改委", "市发展和改革委员会"),
        ("市人社局", "市人力资源和社会保障局"),
        ("省人社厅", "省人力资源社会保障厅"),
        ("区城管局", "区城市管理局"),
        ("市退役军人局", "市退役军人事务局"),
        ("市医保局", "市医疗保障局"),
        ("自治区林草局", "自治区林业和草原局"),
        ("市科技局", "市科学技术局"),
        ("市政数局", "市政务服务和数据管理局"),
        ("市政务服务数据管理局", "市政务服务和数据管理局"),
        ("省经信厅", "省经济和信息化厅"),
        ("市营商环境局", "市营商环境建设局"),
        ("市规自局", "市规划和自然资源局"),
        ("县教体局", "县教育和体育局"),
        ("市文广旅局", "市文化广电旅游局"),
        ("市河长办", "市河长制办公室"),
        ("国家疾控局", "国家疾病预防控制局"),
        ("省粮食和储备局", "省粮食和物资储备局"),
        ("省药监局", "省药品监督管理局"),
        ("市人防办", "市人民防空办公室"),
    ],
)
def test_short_names_of_departments(short: str, full: str) -> None:
    assert same_organisation(short, full)
    assert [name for _, _, name in find_organisations(f"这项工作由{short}负责")][-1].endswith(short)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市科技局", "市工信局"),
        ("市农牧局", "市农业农村局"),
        ("市城管局", "市住建局"),
        ("市医保局", "市卫健委"),
        ("市水务局", "市水利局"),
        ("市人社局", "市民政局"),
        ("省林草局", "市林草局"),
        ("市能源局", "市发改委"),
        ("市政数局", "市行政审批局"),
        ("市文旅局", "市体育局"),
    ],
)
def test_different_departments(one: str, other: str) -> None:
    assert not same_organisation(one, other)
