"""Amounts that no record holds: the passage that states one of what is asked, of the year asked, else none."""

from pathlib import Path

import pytest

from tests.kb.answers.conftest import answer_from

HOUSES = "云溪市人才公寓申请公告\n三、租金\n东苑32.5元/平方米/月、西苑18元/平方米/月（上述费用不含物业管理费），租金按月交纳。\n"
FILM = (
    "云溪市无废城市建设方案\n有条件的县将地膜回收作为生产全程机械化的必要环节，重点用膜区当季地膜回收率达到80%以上。\n"
)
TALENT = (
    "云溪区促进人才发展的政策措施\n16.技工人才住房补贴。每年遴选不超过500名优秀高技能人才，给予每人6000元住房补贴。\n"
    "17.医护人员住房补贴。对新引进的儿科医护人员，给予每人8000元住房补贴。\n"
)
RENT = "云溪市养老服务办法\n第九条 社会力量承租国有企业房产用于养老服务的，租金标准以市场租金参考价的75%计算和收取。\n"
DEVICES = "云溪市数字化发展细则\n第四条 企业购置机械臂、AGV等设备的，按设备购置费用的30%给予奖励，最高20万元。\n"
ARCHIVES = (
    "云溪市家政服务条例\n第二十条 家政公司未按照规定建立家政服务人员评价档案的，由商务部门责令限期改正；逾期不改正的，"
    "处二千元以上二万元以下的罚款。\n"
)
PHOTO = (
    "云溪市人民政府办公室关于社会保障卡申领的通知\n请申领人登录微信公众号的相片上传栏目，上传一张正面免冠蓝底彩色相片"
    "（相片规格为295像素〔宽〕*413像素〔高〕），经办机构将在5个工作日内审核。\n"
)
SUPPORT = (
    "云溪市港澳青年创新创业支持办法\n（一）租金补贴。对青年企业入驻孵化载体期间实际发生的场地租金总额的40%予以租金补贴，"
    "每个企业租金补贴每年不超过6万元、补贴期限最长不超过2年。\n（二）示范奖励。对入选云溪市级示范工厂的申报单位，"
    "奖励最高不超过30万元；对入选国家级示范工厂的申报单位，奖励最高不超过80万元。\n"
)
BICYCLES = "云溪市停车场管理条例\n第五条 城市管理主管部门将违法停放的共享单车搬离现场后，应当告知经营单位三十日内取回其共享单车。\n"
PILOT = "云溪市无废社区试点方案\n在全市选择8个左右有条件、规模适当的社区，开展无废社区试点。\n"
POINTS = "云溪市积分入户指标\n信用情况：有失信记录的，每宗减15分。\n在本市连续缴纳社会保险的，每满一年计3分。\n"
DOCTORS = (
    "云溪市家庭医生服务通知\n一、目标\n有序扩大家庭医生来源，到2023年，力争每万常住人口家庭医生数不少于3名，"
    "到2025年每万常住人口家庭医生数达到3.55名。\n二、收费\n家庭医生签约服务包分为免费服务包、基本服务包及个性化服务包，"
    "实行分类签约、有偿签约。\n"
)
OUTPUT = (
    "2003年云溪市政府工作报告\n一、五年回顾\n经济持续较快增长。全市生产总值从1997年的74亿元增加到2002年的102亿元，"
    "产业结构调整成效明显。\n农村贫困人口由49.6万人减少到28.2万人。\n二、今年工作\n今年经济增长预期目标为9%左右，"
    "关键要优化结构。\n"
)
SCHOOLS = (
    "2003年云溪市政府工作报告\n一、五年回顾\n中等学校连续扩大招生规模，高考录取率从36%提高到59%；2002年在校生16万人，"
    "是1997年的2.3倍；五年内毕业生13万人。\n"
)
LEVEL = (
    "云溪市发展报告\n过去十年，人均生产总值从三万九千元增加到八万元。\n到二〇三五年，人均生产总值迈上新的大台阶，"
    "达到中等发达地区水平。\n"
)
PURCHASE = "云溪市药品集中采购试点方案\n选择城东、城西、城南等6个县区，从通过质量评价的通用名药品中遴选试点品种，开展药品集中采购试点。\n"
TRAINING = (
    "云溪市就业见习管理办法\n能够为见习人员购买人身意外保险并提供不低于规定标准的生活补贴，能按不低于20%的比例录用见习人员的单位，"
    "可以申请成为见习单位。\n"
)
PRAISE = (
    "关于对第五次大督查典型经验做法给予表扬的通报\n经市政府同意，对第五次大督查发现的130项典型经验做法予以通报表扬。\n"
)
CHECKS = (
    "云溪市抽查工作意见\n各县要建立健全覆盖本县各层级的抽查对象名录库，与抽查事项相对应。\n"
    "重点检查事项涉及安全，抽查比例不设上限；一般检查事项的抽查比例应当设置上限。\n"
)


@pytest.mark.parametrize(
    ("text", "question", "words"),
    [
        (PHOTO, "社保卡相片要什么底色、多大像素", "295像素"),
        (SUPPORT, "青年企业租场地，租金补几成，一年封顶多少，能补几年", "40%"),
        (SUPPORT, "入选国家级示范工厂最高奖多少", "80万元"),
        (FILM, "无废城市方案要求农膜回收率达到多少", "80%"),
        (RENT, "社会力量租国企的房子搞养老，租金按市场价的多少收", "75%"),
        (DEVICES, "企业买机械臂AGV最多补贴多少", "20万元"),
        (ARCHIVES, "家政公司不给家政员建评价档案罚多少", "二千元以上二万元以下"),
        (TALENT, "人才政策给医护人员多少住房补贴", "8000元"),
        (HOUSES, "人才公寓东苑租金每平方米多少", "32.5元"),
        (BICYCLES, "乱停的共享单车被搬走后，企业多少天内可以取回", "三十日"),
        (PILOT, "打算选几个社区搞无废社区试点", "8个左右"),
        (POINTS, "有失信记录，每宗扣多少分", "每宗减15分"),
        (DOCTORS, "2025年每万常住人口要有几名家庭医生", "3.55名"),
        (OUTPUT, "2002年全市生产总值是多少亿", "102亿元"),
        (OUTPUT, "2003年政府工作报告说农村贫困人口减到多少万", "28.2万人"),
        (OUTPUT, "2003年政府工作报告定的经济增长预期是多少", "9%"),
        (LEVEL, "2035年人均生产总值要到什么水平", "中等发达地区"),
        (CHECKS, "重点检查事项抽查比例有没有上限", "不设上限"),
    ],
)
def test_what_is_stated_is_answered(tmp_path: Path, text: str, question: str, words: str) -> None:
    assert words in answer_from(tmp_path, text, question).text


@pytest.mark.parametrize(
    ("text", "question"),
    [
        # a word for no price is part of a name, a share is no amount, a standard states none
        (DOCTORS, "家庭医生个性化服务包一年要交多少钱"),
        (TRAINING, "见习人员的人身意外险，保额最低多少万元"),
        # a rate of another thing, what others are paid
        (FILM, "无废城市方案要求废旧电池的回收率达到多少"),
        (TALENT, "人才政策给外卖骑手多少住房补贴"),
        # those at school are not those to be enrolled
        (SCHOOLS, "2003年政府工作报告提出的中等学校招生计划是多少万人"),
        # districts are counted, not kinds
        (PURCHASE, "药品集中采购试点一共有多少个品种"),
        (PRAISE, "第六次大督查通报表扬了多少项典型经验做法"),
        (DOCTORS, "2024年每万常住人口要有几名家庭医生"),
        (BICYCLES, "共享单车违法停放搬离后取回要交几个月押金"),
    ],
)
def test_an_amount_of_another_thing_is_none(tmp_path: Path, text: str, question: str) -> None:
    answer = answer_from(tmp_path, text, question)
    assert answer.abstained, answer.text


def test_the_value_of_the_year_asked_for_stands_alone(tmp_path: Path) -> None:
    assert "八万元" not in answer_from(tmp_path, LEVEL, "2035年人均生产总值要到什么水平").text


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("养猫最多能罚多少元", "所问的金额"),
        ("寄养猫最多几天", "所问的期限"),
        ("2030年猫只登记率目标是多少", "所问的2030年目标值"),
    ],
)
def test_what_is_missing_is_called_by_its_kind(tmp_path: Path, question: str, missing: str) -> None:
    answer = answer_from(tmp_path, BICYCLES, question)
    assert answer.abstained
    assert answer.text.endswith(f"{missing}。")
