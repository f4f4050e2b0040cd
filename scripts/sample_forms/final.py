"""The final-account forms (部门决算, 公开01表 ff.)."""

from decimal import Decimal as D

from .figures import ARCHIVE, across, class_tree, classes, column_sums, down, equal, money, split_code
from .form import Form, Look

# 基本支出, 项目支出 of the archive in 2024, in 万元.
ACCOUNTS = [
    ("2012601", [D("871.94"), D(0)]),
    ("2012604", [D(0), D("342.17")]),
    ("2050803", [D("3.86"), D(0)]),
    ("2080501", [D("35.40"), D(0)]),
    ("2080505", [D("95.28"), D(0)]),
    ("2080506", [D("47.64"), D(0)]),
    ("2101101", [D("45.33"), D(0)]),
    ("2210201", [D("86.02"), D(0)]),
]
OTHER, FROM_BEFORE, LEFT_OVER = D("6.20"), D("18.45"), D("12.30")  # 其他收入, 年初结转和结余, 年末结转和结余
SPENT = sum(column_sums(ACCOUNTS))
FISCAL = SPENT + LEFT_OVER - FROM_BEFORE - OTHER
LOOK = Look(borders="filled", thickness=0.72, size=9, min_height=17)
FINAL = dict(org=ARCHIVE, year=2024, year_line="2024年度", stage="final")


def summary():
    """公开01表: 行次 on both sides, 栏次 under the header."""
    income = [
        "一、一般公共预算财政拨款收入",
        "二、政府性基金预算财政拨款收入",
        "三、国有资本经营预算财政拨款收入",
        "四、上级补助收入",
        "五、事业收入",
        "六、经营收入",
        "七、附属单位上缴收入",
        "八、其他收入",
    ]
    amounts = {0: FISCAL, 7: OTHER}
    by_class = {name: sum(x) for code, name, x in class_tree(ACCOUNTS) if len(code) == 3}
    names = [
        "一般公共服务支出",
        "国防支出",
        "公共安全支出",
        "教育支出",
        "科学技术支出",
        "社会保障和就业支出",
        "卫生健康支出",
        "住房保障支出",
    ]
    rows = [
        [
            income[k],
            str(k + 1),
            money(amounts.get(k, 0)),
            f"{'一二三四五六七八'[k]}、{names[k]}",
            str(k + 12),
            money(by_class.get(names[k], 0)),
        ]
        for k in range(8)
    ]
    rows += [
        ["本年收入合计", "9", money(FISCAL + OTHER), "本年支出合计", "20", money(SPENT)],
        ["年初结转和结余", "10", money(FROM_BEFORE), "年末结转和结余", "21", money(LEFT_OVER)],
        ["总计", "11", money(SPENT + LEFT_OVER), "总计", "22", money(SPENT + LEFT_OVER)],
    ]
    return Form(
        title="收入支出决算总表", number="公开01表", kind="final_income_expenditure_summary", **FINAL, org_label="部门：",
        widths=[210, 40, 110, 210, 40, 110], aligns="lcrlcr",
        header=[["收入", "<", "<", "支出", "<", "<"], ["项目", "行次", "决算数", "项目", "行次", "决算数"]],
        index_row=["栏次", "", "1", "栏次", "", "2"], rows=rows, look=LOOK,
        notes=["注：本表反映部门本年度的总收支和年末结转结余情况。"],
        rules=[down(8, range(8), (2, 5)), down(10, (8, 9), (2, 5)), equal((10, 2), (10, 5))],
    )  # fmt: skip


def income():
    """公开02表: 类 款 项 stand in the row of the total (a hybrid row)."""
    total = sum(column_sums(ACCOUNTS)) + LEFT_OVER - FROM_BEFORE
    less = LEFT_OVER - FROM_BEFORE  # what the year brought less than it spent, all of it under 2012604
    leaves = []
    for code, (basic, project) in ACCOUNTS:
        whole = basic + project + (less if code == "2012604" else 0)
        leaves.append(
            (code, [whole, whole - (OTHER if code == "2012604" else 0), OTHER if code == "2012604" else D(0)])
        )
    assert column_sums(leaves)[0] == total
    rows = [["类", "款", "项", "合计"] + _sources(column_sums(leaves))]
    rows += [split_code(code) + [name] + _sources(x) for code, name, x in class_tree(leaves)]
    long = ["项目/支出功能分类科目编码"]
    return Form(
        title="收入决算表", number="公开02表", kind="final_income", **FINAL,
        widths=[40, 34, 34, 204, 74, 74, 62, 54, 54, 66, 58], aligns="ccclrrrrrrr",
        header=[
            ["项目", "<", "<", "<", "本年收入\n合计", "财政拨款\n收入", "上级补助\n收入", "事业\n收入", "经营\n收入", "附属单位\n上缴收入", "其他\n收入"],
            ["支出功能分类科目编码", "<", "<", "科目名称"] + ["^"] * 7,
        ],
        rows=rows, hybrid={0: (0, 1, 2)}, columns_alt={c: long for c in range(3)},
        look=Look(borders="segments", thickness=0.75, size=9, min_height=16, caption="glued"),
        notes=["注：本表反映部门本年度取得的各项收入情况。"],
        rules=[across(4, range(5, 11)), classes_after_labels],
    )  # fmt: skip


def classes_after_labels(body):
    """Rule: the class sums of 公开02表, its first row read as the total."""
    return classes((0, 1, 2), range(4, 11), 0)([["", "", ""] + body[0][3:]] + body[1:])


def _sources(amounts):
    whole, fiscal, other = amounts
    return [money(whole), money(fiscal), "", "", "", "", money(other)]


def expenditure():
    """公开03表: 类, 款 and 项 each span the 栏次 row and the total; the caption is painted after the table."""
    rows = [["^", "^", "^", "合计"] + _spent(column_sums(ACCOUNTS))]
    rows += [split_code(code) + [name] + _spent(x) for code, name, x in class_tree(ACCOUNTS)]
    upper = "项目/功能分类科目编码"
    return Form(
        title="支出决算表", number="公开03表", kind="final_expenditure", **FINAL, org_label="部门：",
        widths=[40, 34, 34, 204, 78, 78, 78, 66, 66, 76], aligns="ccclrrrrrr",
        header=[
            ["项目", "<", "<", "<", "本年支出\n合计", "基本支出", "项目支出", "上缴上级\n支出", "经营支出", "对附属单位\n补助支出"],
            ["功能分类科目编码", "<", "<", "科目名称"] + ["^"] * 6,
        ],
        index_row=["类", "款", "项", "栏次", "1", "2", "3", "4", "5", "6"], index_labels=(0, 1, 2),
        columns_alt={c: [upper] for c in range(3)}, rows=rows,
        look=Look(borders="lines", thickness=0.72, min_height=16, caption_last=True),
        notes=["注：本表反映部门本年度各项支出情况。"],
        rules=[across(4, range(5, 10)), classes((0, 1, 2), range(4, 10), 0)],
    )  # fmt: skip


def _spent(amounts):
    basic, project = amounts
    return [money(basic + project), money(basic), money(project), "", "", ""]


def allocation():
    """公开04表: 财政拨款收入支出决算总表."""
    by_class = [(name, sum(x)) for code, name, x in class_tree(ACCOUNTS) if len(code) == 3]
    general, fund = SPENT - OTHER, D(0)  # other income paid for a part of the archive
    by_class[0] = (by_class[0][0], by_class[0][1] - OTHER)
    left = [
        ("一、一般公共预算财政拨款", general - FROM_BEFORE + LEFT_OVER),
        ("二、政府性基金预算财政拨款", fund),
        ("三、国有资本经营财政拨款", D(0)),
    ]
    right = [(name, x, x, D(0)) for name, x in by_class] + [("城乡社区支出", fund, D(0), fund)]
    rows = []
    for k, (name, whole, a, b) in enumerate(right):
        label, amount = left[k] if k < len(left) else ("", D(0))
        rows.append(
            [
                label,
                str(k + 1),
                money(amount),
                f"{'一二三四五六'[k]}、{name}",
                str(k + 10),
                money(whole),
                money(a),
                money(b),
                "",
            ]
        )
    n = len(rows)
    got = sum(x for _, x in left)
    whole = general + fund + LEFT_OVER
    rows += [
        [
            "本年收入合计",
            str(n + 1),
            money(got),
            "本年支出合计",
            str(n + 10),
            money(general + fund),
            money(general),
            money(fund),
            "",
        ],
        [
            "年初财政拨款结转和结余",
            str(n + 2),
            money(FROM_BEFORE),
            "年末财政拨款结转和结余",
            str(n + 11),
            money(LEFT_OVER),
            money(LEFT_OVER),
            "",
            "",
        ],
        [
            "总计",
            str(n + 3),
            money(whole),
            "总计",
            str(n + 12),
            money(whole),
            money(general + LEFT_OVER),
            money(fund),
            "",
        ],
    ]
    return Form(
        title="财政拨款收入支出决算总表", number="公开04表", kind="final_fiscal_allocation_summary", **FINAL, org_label="部门：",
        widths=[150, 32, 76, 150, 32, 76, 76, 76, 76], aligns="lcrlcrrrr",
        header=[
            ["收入", "<", "<", "支出", "<", "<", "<", "<", "<"],
            ["项目", "行次", "金额", "项目", "行次", "合计", "一般公共预算\n财政拨款", "政府性基金预\n算财政拨款", "国有资本经营\n预算财政拨款"],
        ],
        index_row=["栏次", "", "1", "栏次", "", "2", "3", "4", "5"], rows=rows, look=LOOK,
        notes=["注：本表反映部门本年度财政拨款总收支和年末结转结余情况。"],
        rules=[across(5, (6, 7, 8)), down(n, range(n), (2, 5, 6, 7)), down(n + 2, (n, n + 1), (2, 5, 6, 7)), equal((n + 2, 2), (n + 2, 5))],
    )  # fmt: skip


def general_budget():
    """公开05表, the upper of two tables on one page."""
    leaves = [(code, [x[0], x[1] - (OTHER if code == "2012604" else 0)]) for code, x in ACCOUNTS]
    rows = [["合计", "<"] + _spent(column_sums(leaves))[:3]]
    rows += [[code, name] + _spent(x)[:3] for code, name, x in class_tree(leaves)]
    return Form(
        title="一般公共预算财政拨款支出决算表", number="公开05表", kind="final_general_budget_expenditure", **FINAL, org_label="部门：",
        widths=[80, 220, 75, 75, 75], aligns="llrrr",
        header=[["项目", "<", "本年支出", "<", "<"], ["功能分类\n科目编码", "科目名称", "小计", "基本支出", "项目支出"]],
        index_row=["栏次", "<", "1", "2", "3"], rows=rows, look=LOOK,
        notes=["注：本表反映部门本年度一般公共预算财政拨款支出情况。"],
        rules=[across(2, (3, 4)), lambda body: classes((0,), (2, 3, 4), 0)([[""] + body[0][1:]] + body[1:])],
    )  # fmt: skip


def state_capital():
    """公开08表: an official empty table."""
    rows = [["合计", "<", "", "", ""]] + [["", "", "", "", ""] for _ in range(3)]
    return Form(
        title="国有资本经营预算财政拨款支出决算表", number="公开08表", kind="final_state_capital_expenditure", **FINAL, org_label="部门：",
        widths=[80, 220, 75, 75, 75], aligns="llrrr",
        header=[["项目", "<", "本年支出", "<", "<"], ["功能分类\n科目编码", "科目名称", "小计", "基本支出", "项目支出"]],
        index_row=["栏次", "<", "1", "2", "3"], rows=rows, look=LOOK,
        notes=[f"注：{ARCHIVE}2024年度无国有资本经营预算财政拨款支出，故本表为空表。"],
    )  # fmt: skip


def _pairs(budget, final):
    """Interleaves budget and final amounts: 合计, 出国, 小计, 购置, 运行, 接待."""
    both = []
    for abroad, bought, ran, received in (budget, final):
        both.append([abroad + bought + ran + received, abroad, bought + ran, bought, ran, received])
    return [money(x) for pair in zip(*both) for x in pair]


TRAVEL_HEADER = [
    ["财政拨款“三公”经费"] + ["<"] * 11,
    ["合计", "<", "因公出国\n（境）费", "<", "公务用车购置及运行维护费", "<", "<", "<", "<", "<", "公务接待费", "<"],
    ["^", "^", "^", "^", "小计", "<", "公务用车\n购置费", "<", "公务用车\n运行维护费", "<", "^", "^"],
    ["预算数", "决算数"] * 6,
]
TRAVEL_NOTES = [
    "注：本表反映部门本年度“三公”经费支出预决算情况。其中：预算数为“三公”经费全年预算数，\n决算数包括当年财政拨款和以前年度结转资金安排的实际支出。"
]


def _travel_rules(shift):
    sums = [(0, (2, 4, 10)), (1, (3, 5, 11)), (4, (6, 8)), (5, (7, 9))]
    return [across(total + shift, [part + shift for part in parts]) for total, parts in sums]


def three_public():
    """公开09表: four levels of header over twelve columns, then 栏次."""
    return Form(
        title="财政拨款“三公”经费支出决算表", number="公开09表", kind="final_three_public", **FINAL, org_label="部门：",
        widths=[61] * 12, aligns="r" * 12, header=TRAVEL_HEADER, index_row=[str(k) for k in range(1, 13)],
        rows=[_pairs((D("4.50"), D("18.00"), D("7.20"), D("1.35")), (D("3.96"), D("17.68"), D("6.41"), D("0.82")))],
        look=Look(borders="filled", thickness=0.48, size=9, min_height=20), notes=TRAVEL_NOTES, rules=_travel_rules(0),
    )  # fmt: skip


def three_public_by_unit():
    """The same by unit: a label column that spans all header levels."""
    units = [
        (
            "云河市青石区档案馆（本级）",
            (D("4.50"), D("18.00"), D("3.60"), D("0.95")),
            (D("3.96"), D("17.68"), D("3.27"), D("0.60")),
        ),
        ("青石区数字档案服务中心", (D(0), D(0), D("2.40"), D("0.25")), (D(0), D(0), D("2.18"), D("0.22"))),
        ("青石区地方志编纂中心", (D(0), D(0), D("1.20"), D("0.15")), (D(0), D(0), D("0.96"), D(0))),
    ]
    whole = [[sum(column) for column in zip(*(u[k] for u in units))] for k in (1, 2)]
    rows = [["合计"] + _pairs(*whole)] + [[name] + _pairs(a, b) for name, a, b in units]
    header = [["单位名称" if not k else "^"] + row for k, row in enumerate(TRAVEL_HEADER)]
    return Form(
        title="财政拨款“三公”经费支出决算明细表", number="公开10表", kind="final_three_public", **FINAL, org_label="部门：",
        widths=[100] + [54] * 12, aligns="l" + "r" * 12, header=header, index_row=["栏次"] + [str(k) for k in range(1, 13)],
        rows=rows, look=Look(borders="filled", thickness=0.48, size=9, min_height=20),
        rules=_travel_rules(1) + [down(0, (1, 2, 3), range(1, 13))],
    )  # fmt: skip
