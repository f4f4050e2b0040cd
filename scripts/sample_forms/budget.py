"""The budget forms (部门预算)."""

from decimal import Decimal as D

from .figures import (
    ARCHIVE,
    CULTURE,
    across,
    class_tree,
    classes,
    column_sums,
    down,
    equal,
    invented,
    money,
    number,
    split_code,
)
from .form import Form, Look

# 人员经费, 公用经费, 项目支出 of the archive, in 万元.
ARCHIVE_BUDGET = [
    ("2012601", [D("812.46"), D("96.30"), D(0)]),
    ("2012604", [D(0), D(0), D("368.50")]),
    ("2050803", [D(0), D("4.20"), D(0)]),
    ("2080501", [D("36.15"), D("1.08"), D(0)]),
    ("2080505", [D("98.72"), D(0), D(0)]),
    ("2080506", [D("49.36"), D(0), D(0)]),
    ("2101101", [D("46.90"), D(0), D(0)]),
    ("2210201", [D("88.74"), D(0), D(0)]),
    ("2210202", [D("12.07"), D(0), D(0)]),
]
CARRIED_OVER, OTHER_INCOME = D("24.60"), D("3.05")
BUDGET_TOTAL = sum(column_sums(ARCHIVE_BUDGET))
WPS = Look(borders="filled", thickness=0.96, shade_header=True, clip_cells=True)


def summary():
    """预算01表: income left, expenditure right."""
    fiscal = BUDGET_TOTAL - CARRIED_OVER - OTHER_INCOME
    by_class = {code: sum(amounts) for code, _, amounts in class_tree(ARCHIVE_BUDGET) if len(code) == 3}
    income = [
        ("一、一般公共预算拨款收入", fiscal), ("二、政府性基金预算拨款收入", 0), ("三、国有资本经营预算拨款收入", 0),
        ("四、财政专户管理资金收入", 0), ("五、事业收入", 0), ("六、上级补助收入", 0), ("七、附属单位上缴收入", 0),
        ("八、事业单位经营收入", 0), ("九、其他收入", OTHER_INCOME),
    ]  # fmt: skip
    names = "201 一般公共服务支出|203 国防支出|204 公共安全支出|205 教育支出|206 科学技术支出|208 社会保障和就业支出|210 卫生健康支出|212 城乡社区支出|221 住房保障支出"
    expenditure = [
        (f"{'一二三四五六七八九'[k]}、{pair.split()[1]}", by_class.get(pair.split()[0], 0))
        for k, pair in enumerate(names.split("|"))
    ]
    rows = [[a, money(x), b, money(y)] for (a, x), (b, y) in zip(income, expenditure)]
    rows += [
        ["本年收入合计", money(fiscal + OTHER_INCOME), "本年支出合计", money(BUDGET_TOTAL)],
        ["上年结转结余", money(CARRIED_OVER), "年终结转结余", ""],
        ["收入总计", money(BUDGET_TOTAL), "支出总计", money(BUDGET_TOTAL)],
    ]
    return Form(
        title="2025年部门收支总表", number="预算01表", org=ARCHIVE, kind="dept_income_expenditure_summary",
        widths=[200, 110, 200, 110], aligns="lrlr",
        header=[["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]], rows=rows, look=WPS,
        rules=[down(9, range(9), (1, 3)), down(11, (9, 10), (1, 3)), equal((11, 1), (11, 3))],
    )  # fmt: skip


def income():
    """预算02表: a header of three levels, one row per unit."""
    fiscal = BUDGET_TOTAL - CARRIED_OVER - OTHER_INCOME
    whole = [fiscal, D(0), OTHER_INCOME, CARRIED_OVER, D(0)]
    centre = [D("143.28"), D(0), D("1.20"), D("6.40"), D(0)]
    rows = []
    for code, name, parts in (
        ("", "合计", whole),
        ("126001", f"{ARCHIVE}（本级）", [a - b for a, b in zip(whole, centre)]),
        ("126002", "青石区数字档案\n服务中心", centre),
    ):
        general, fund, other, carried, carried_fund = parts
        year, before = general + fund + other, carried + carried_fund
        rows.append(
            [code, name]
            + [money(x) for x in (year + before, year, general, general, fund, other, before, carried, carried_fund)]
        )
    return Form(
        title="2025年部门收入总表", number="预算02表", org=ARCHIVE, kind="dept_income",
        widths=[52, 132, 66, 66, 66, 70, 66, 62, 62, 66, 66], aligns="clrrrrrrrrr",
        header=[
            ["单位\n编码", "单位名称", "总计", "本年收入", "<", "<", "<", "<", "上年结转结余", "<", "<"],
            ["^", "^", "^", "小计", "一般公共预算", "<", "政府性\n基金预算", "其他收入", "小计", "一般公共\n预算", "政府性\n基金预算"],
            ["^", "^", "^", "^", "小计", "其中：\n财政拨款", "^", "^", "^", "^", "^"],
        ],
        rows=rows, look=WPS,
        rules=[across(2, (3, 8)), across(3, (4, 6, 7)), across(8, (9, 10)), down(0, (1, 2), range(2, 11))],
    )  # fmt: skip


def expenditure():
    """预算03表: 类, 款, 项 in three columns."""
    rows = [["", "", "", "合计"] + _spending(column_sums(ARCHIVE_BUDGET))]
    for code, name, amounts in class_tree(ARCHIVE_BUDGET):
        rows.append(split_code(code) + [name] + _spending(amounts))
    return Form(
        title="2025年部门支出总表", number="预算03表", org=ARCHIVE, kind="dept_expenditure",
        widths=[36, 32, 32, 200, 84, 84, 84, 84, 84], aligns="ccclrrrrr",
        header=[
            ["科目编码", "<", "<", "科目名称", "合计", "基本支出", "<", "<", "项目支出"],
            ["类", "款", "项", "^", "^", "小计", "人员经费", "公用经费", "^"],
        ],
        rows=rows, look=WPS,
        rules=[across(4, (5, 8)), across(5, (6, 7)), classes((0, 1, 2), range(4, 9), 0)],
    )  # fmt: skip


def _spending(amounts):
    staff, running, project = amounts
    return [money(x) for x in (staff + running + project, staff + running, staff, running, project)]


OFFICE = Look(borders="segments", thickness=0.75, size=10, min_height=20, top_numbers=True, title_bold="twice", pad=2.5)


def fiscal_allocation():
    """财政拨款收支总表 in 元: spread labels, amounts broken in narrow columns."""

    def yuan(amount):
        return money(amount * 10000)

    by_class = [(name, sum(amounts)) for code, name, amounts in class_tree(ARCHIVE_BUDGET) if len(code) == 3]
    fund = D("150.00")
    general = sum(x for _, x in by_class)
    right = [("一、本年支出", general + fund, general, fund)]
    right += [(f"（{'一二三四五'[k]}）{name}", x, x, D(0)) for k, (name, x) in enumerate(by_class)]
    right += [("（六）城乡社区支出", fund, D(0), fund)]
    left = [
        ("一、本年财政拨款收入", general + fund - CARRIED_OVER), ("（一）一般公共预算拨款", general - CARRIED_OVER),
        ("（二）政府性基金预算拨款", fund), ("二、上年结转", CARRIED_OVER), ("（一）一般公共预算拨款", CARRIED_OVER),
    ]  # fmt: skip
    left += [("", 0)] * (len(right) - len(left))
    rows = [[a, yuan(x), b, yuan(y), yuan(z), yuan(w)] for (a, x), (b, y, z, w) in zip(left, right)]
    rows.append(["收 入 总 计", yuan(general + fund), "支 出 总 计", yuan(general + fund), yuan(general), yuan(fund)])
    last = len(rows) - 1
    return Form(
        title="2025年财政拨款收支预算总表", org=ARCHIVE, unit="元", kind="fiscal_allocation_summary",
        widths=[96, 56, 96, 56, 56, 56], aligns="lrlrrr",
        header=[
            ["本 年 收 入", "<", "本 年 支 出", "<", "<", "<"],
            ["项 目", "预 算 数", "项 目", "合 计", "一般公共\n预算", "政府性基\n金预算"],
        ],
        rows=rows, look=OFFICE, nudge={(0, 1): 2.6, (2, 4): 2.9}, nowrap=((last, 1), (last, 3)),
        rules=[across(3, (4, 5)), down(0, (1, 2), (1,)), down(3, (4,), (1,)), down(0, range(1, last), (3, 4, 5)), down(last, (0, 3), (1,)),
               down(last, (0,), (3, 4, 5)), equal((last, 1), (last, 3))],
    )  # fmt: skip


def basic_expenditure():
    """一般公共预算基本支出表 in 元: long names in a narrow column, some digits full-width."""
    items = [
        ("301", "工资福利支出", None, None), ("30101", "基本工资", "3,246,800.00", ""), ("30102", "津贴补贴", "2,618,450.00", ""),
        ("30108", "机关事业单位基本养老保险缴费", "987,200.00", ""), ("30109", "职业年金缴费", "493,600.00", ""),
        ("302", "商品和服务支出", None, None), ("３０２０１", "办公费", "", "８５，３００．００"), ("30216", "培训费", "", "42,000.00"),
        ("30227", "委托业务费", "", "318,560.00"), ("30239", "其他交通费用", "", "569,940.00"),
        ("303", "对个人和家庭的补助", None, None), ("30302", "退休费", "361,500.00", ""),
        ("30399", "其他对个人和家庭的补助支出", "1,073,250.00", ""),
    ]  # fmt: skip
    rows, sums = [], {}
    for code, name, staff, running in items:
        if staff is None:
            sums[code] = len(rows)
            rows.append([code, name, D(0), D(0), D(0)])
            continue
        a, b = number(staff), number(running)
        parent = rows[sums[max(sums)]]
        parent[2], parent[3], parent[4] = parent[2] + a + b, parent[3] + a, parent[4] + b
        rows.append([code, name, running if "．" in running else money(a + b), staff, running])
    tops = list(sums.values())
    rows = [[c if isinstance(c, str) else money(c) for c in row] for row in rows]
    total = [money(sum(number(rows[k][c]) for k in tops)) for c in (2, 3, 4)]
    rows.append(["合 计", "<"] + total)
    bounds = tops + [len(items)]
    return Form(
        title="2025年一般公共预算基本支出表", org=ARCHIVE, unit="元", kind="general_budget_basic_expenditure",
        widths=[64, 84, 74, 74, 74], aligns="clrrr",
        header=[
            ["支出经济分类科目", "<", "本 年 一 般 公 共 预 算 基 本 支 出", "<", "<"],
            ["科目编码", "科 目 名 称", "合 计", "人 员 经 费", "公 用 经 费"],
        ],
        rows=rows, look=OFFICE,
        rules=[across(2, (3, 4)), down(len(items), tops, (2, 3, 4))]
        + [down(a, range(a + 1, b), (2, 3, 4)) for a, b in zip(bounds, bounds[1:])],
    )  # fmt: skip


LONG_LEAVES = """2012902 2012906 2013202 2050802 2050803 2060702 2060799 2070101 2070102 2070104 2070105 2070106 2070107 2070108
2070109 2070110 2070111 2070112 2070113 2070114 2070199 2070204 2070205 2070206 2070299 2070305 2070306 2070307 2070308
2070808 2070899 2080501 2080502 2080505 2080506 2080801 2089999 2101101 2101102 2101103 2130599 2210201 2210202
2210203 2296003""".split()


def long_expenditure():
    """支出总表 of a bureau: more rows than two pages hold, the total alone on the last."""
    leaves = []
    for code in LONG_LEAVES:
        staff = code[:3] in ("208", "210", "221") or code.endswith(("0101", "0104", "0105", "0107"))
        amounts = [
            invented(code, 20, 900) if staff else D(0),
            invented(code + "1", 2, 90) if staff and code[:3] == "207" else D(0),
            D(0) if code[:3] in ("208", "210", "221") else invented(code + "2", 5, 600),
        ]
        leaves.append((code, amounts))
    rows = [[code, name] + _spending(amounts) + ["", "", ""] for code, name, amounts in class_tree(leaves)]
    rows.append(["", "合计"] + _spending(column_sums(leaves)) + ["", "", ""])
    return Form(
        title="2025年部门支出预算总表", number="预算03表", org=CULTURE, kind="dept_expenditure",
        widths=[54, 184, 68, 68, 68, 68, 68, 56, 56, 62], aligns="llrrrrrrrr",
        header=[
            ["科目编码", "科目名称", "合计", "基本支出", "<", "<", "项目支出", "事业单位\n经营支出", "上缴上级\n支出", "对附属单位\n补助支出"],
            ["^", "^", "^", "小计", "人员经费", "公用经费", "^", "^", "^", "^"],
        ],
        rows=rows, look=Look(borders="filled", thickness=0.48, size=7.5, min_height=12.2, pad=1.4, clip_cells=True),
        rules=[across(2, (3, 6, 7, 8, 9)), across(3, (4, 5)), classes((0,), range(2, 7), -1)],
    )  # fmt: skip


PROJECT_HEADER = [
    ["项目\n类别", "项目名称", "项目单位", "合计", "本年拨款", "<", "其他\n资金"],
    ["^", "^", "^", "^", "一般公共预算", "政府性基金", "^"],
]
PROJECT_LOOK = Look(borders="lines", thickness=0.6, min_height=20, repeat_header=False)
RUNNING = "图书购置|公共文化场馆免费开放|办公用房租赁|公务用车运行|网络与信息系统运行维护|安全保卫服务|物业管理服务|执法装备更新"
SPECIFIC = (
    "青石古城墙修缮|非物质文化遗产传承人补助|群众文艺汇演|云河音乐节|乡村文化礼堂建设|流动图书车|全民阅读推广|博物馆陈列改造|文物安全消防设施|"
    "考古勘探|旅游厕所改造|旅游宣传推介|智慧旅游平台|星级饭店评定|红色旅游线路|文旅融合示范项目|少儿艺术培训|地方戏曲进校园|"
    "文化市场综合行政执法能力提升及举报奖励专项资金（含跨年度政府采购尾款）|广播电视无线覆盖|应急广播体系|文艺精品创作|文化人才培养|对外文化交流|公益电影放映|送戏下乡|老年大学课程|"
    "残疾人阅览专区|少年宫活动|周末剧场|志愿讲解服务|无障碍设施改造|社区艺术展|体育场馆低收费开放"
)
BUILDING = (
    "青石区图书馆新馆|体育公园一期|全民健身中心|社区健身路径|游泳馆设备更新|田径场跑道翻修|水上运动基地|综合文化站改造|数字影院|"
    "档案库房恒温改造|城市书房布点|古街消防管网|城墙遗址公园|河滨绿道驿站|文化礼堂加固|老剧场改建|露天舞台|消防水池扩建"
)


def _project_rows(groups, seed):
    rows, sums = [], [D(0)] * 3
    for label, names, fund in groups:
        for k, name in enumerate(names.split("|")):
            key = f"{seed}{len(rows):02d}"
            amounts = [
                invented(key, 3, 260),
                invented(key + "7", 10, 400) if fund else D(0),
                invented(key + "3", 1, 20) if k % 5 == 3 else D(0),
            ]
            sums = [a + b for a, b in zip(sums, amounts)]
            unit = (CULTURE if k % 3 else "青石区文化馆").replace("云河市", "")
            rows.append(["^" if k else label, name, unit, money(sum(amounts))] + [money(x) for x in amounts])
    rows.append(["合计", "<", "<", money(sum(sums))] + [money(x) for x in sums])
    return rows


def projects():
    """项目支出表: labels merged over many rows and over the page break."""
    rows = _project_rows(
        [("其他运转类", RUNNING, False), ("特定目标类", SPECIFIC, False), ("基本建设类", BUILDING, True)], 31
    )
    rows.insert(0, rows.pop())
    return _project_form("2025年部门项目支出预算表", "预算11表", rows, 0)


def carried_projects():
    """Another table with the same columns, right under the first."""
    rows = _project_rows(
        [("其他运转类", "古籍数字化加工|应急物资储备", False), ("特定目标类", "博物馆夜间开放|非遗工坊", True)], 57
    )
    rows.insert(0, rows.pop())
    return _project_form("2025年上年结转项目支出表", "预算12表", rows, 0)


def _project_form(title, number, rows, total):
    parts = [k for k in range(len(rows)) if k != total]
    return Form(
        title=title, number=number, org=CULTURE, kind="project_expenditure",
        widths=[36, 146, 112, 62, 62, 62, 46], aligns="cllrrrr", header=PROJECT_HEADER, rows=rows, look=PROJECT_LOOK,
        rules=[across(3, (4, 5, 6)), down(total, parts, range(3, 7))],
    )  # fmt: skip


def general_budget(look):
    """一般公共预算支出表, for the turned pages."""
    rows = [["", "合计"] + _spending(column_sums(ARCHIVE_BUDGET))]
    rows += [[code, name] + _spending(amounts) for code, name, amounts in class_tree(ARCHIVE_BUDGET)]
    return Form(
        title="2025年一般公共预算支出表", number="预算05表", org=ARCHIVE, kind="general_budget_expenditure",
        widths=[80, 250, 80, 80, 80, 80, 80], aligns="llrrrrr",
        header=[["科目编码", "科目名称", "合计", "基本支出", "<", "<", "项目支出"], ["^", "^", "^", "小计", "人员经费", "公用经费", "^"]],
        rows=rows, look=look, rules=[across(2, (3, 6)), across(3, (4, 5)), classes((0,), range(2, 7), 0)],
    )  # fmt: skip


def gov_fund(look):
    """政府性基金预算支出表, for the turned pages."""
    leaves = [("2120899", [D(0), D(0), D("150.00")]), ("2296003", [D(0), D(0), D("38.75")])]
    rows = [["", "合计"] + _spending(column_sums(leaves))]
    rows += [[code, name] + _spending(amounts) for code, name, amounts in class_tree(leaves)]
    return Form(
        title="2025年政府性基金预算支出表", number="预算09表", org=ARCHIVE, kind="gov_fund_expenditure",
        widths=[80, 250, 80, 80, 80, 80, 80], aligns="llrrrrr",
        header=[["科目编码", "科目名称", "合计", "基本支出", "<", "<", "项目支出"], ["^", "^", "^", "小计", "人员经费", "公用经费", "^"]],
        rows=rows, look=look, rules=[across(2, (3, 6)), across(3, (4, 5)), classes((0,), range(2, 7), 0)],
    )  # fmt: skip
