"""Lines under a title that say who passed, promulgated and revised a statute, in the writings of law databases."""

import pytest

from kb.enacted import acts

BODY = "\n第一条 为了保护古迹，制定本条例。2020年5月1日起施行。\n"


def told(note: str) -> list[tuple[str, str, str, str | None]]:
    text = f"古迹登记条例\n{note}{BODY}"
    found = acts(text)
    assert all(text[a.start : a.end].startswith(a.day) for a in found)
    return [(a.kind, a.day, a.who, a.number) for a in found]


def test_a_line_an_act() -> None:
    assert told(
        "2003年11月19日 国务院第29次常务会议通过\n2003年11月24日 中华人民共和国国务院令第994号公布\n2004年3月1日 施行"
    ) == [
        ("adopted", "2003年11月19日", "国务院第29次常务会议", None),
        ("promulgated", "2003年11月24日", "中华人民共和国国务院令第994号", "国务院令第994号"),
        ("effective", "2004年3月1日", "", None),
    ]


def test_all_in_one_bracket_over_lines() -> None:
    assert told(
        "（2004年6月4日国务院第53次常务会议通过　2004年6月18日中华人民共和国国务院令第991号公布　"
        "根据2016年2月6日《国务院关于修改部分行政法规的决定》第一次\n修订　根据2019年3月2日《关于修改〈古迹登记条例〉的决定》"
        "第二次修订　自2004年10月1日起施行）"
    ) == [
        ("adopted", "2004年6月4日", "国务院第53次常务会议", None),
        ("promulgated", "2004年6月18日", "中华人民共和国国务院令第991号", "国务院令第991号"),
        ("amended", "2016年2月6日", "《国务院关于修改部分行政法规的决定》", None),
        ("amended", "2019年3月2日", "《关于修改〈古迹登记条例〉的决定》", None),
        ("effective", "2004年10月1日", "", None),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("1999年5月25日 民政部令第914号发布　", "promulgated", "民政部令第914号"),
        ("2010年7月30日 青湖省第十一届人民代表大会常务委员会公告第54号公布", "promulgated",
         "青湖省第十一届人民代表大会常务委员会公告第54号"),
        ("1995年2月24日 中华人民共和国国务院、中华人民共和国中央军事委员会令第973号发布", "promulgated",
         "中华人民共和国国务院、中华人民共和国中央军事委员会令第973号"),
        ("2008年11月5日 国务院第34次常务会议修订通过", "amended", None),
        ("2005年5月24日 最高人民法院公告公布", "promulgated", None),
        ("二〇〇四年六月十八日 国务院批准", "adopted", None),
        ("2018年8月29日 云溪市第十五届人民代表大会常务委员会第十六次会议通过并经2018年9月21日青湖省第十三届人民代表大会"
         "常务委员会第五次会议批准的《关于修改〈云溪市绿化条例〉等三件地方性法规的决定》修正", "amended", None),
        ("2008年2月18日 最高人民法院审判委员会第1444次会议、2008年5月8日最高人民检察院第十一届检察委员会第1次会议通过",
         "adopted", None),
    ],
)  # fmt: skip
def test_one_act(line: str, kind: str, number: str | None) -> None:
    ((found, _, _, order),) = told(line)
    assert (found, order) == (kind, number)


def test_what_is_no_note() -> None:
    assert not told("2004年8月5日至8日，调研组赴各区了解古迹登记情况，现将意见发布。")
    assert not told("2004年8月5日\n市人民政府公布")


def test_a_note_below_the_order_that_promulgates() -> None:
    text = (
        "云溪市人民政府令\n第88号\n《云溪市绿化办法》已经2023年3月6日市政府常务会议审议通过，现予公布。\n2023年3月20日\n"
        f"云溪市绿化办法\n（2010年5月4日云溪市人民政府令第12号公布　2023年3月20日云溪市人民政府令第88号修订）{BODY}"
    )
    assert [(a.kind, a.number) for a in acts(text)] == [
        ("promulgated", "云溪市人民政府令第12号"),
        ("amended", "云溪市人民政府令第88号"),
    ]
