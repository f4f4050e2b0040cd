"""Invented figures that add up, and the rules a reader can check them by."""

import unicodedata
from decimal import Decimal

ARCHIVE = "云河市青石区档案馆"
CULTURE = "云河市青石区文化和旅游局"

# 支出功能分类 (public classification): the classes the samples use.
FUNCTIONS = dict(
    pair.split(" ")
    for pair in """201 一般公共服务支出|20126 档案事务|2012601 行政运行|2012602 一般行政管理事务|2012604 档案馆
20129 群众团体事务|2012902 一般行政管理事务|2012906 工会事务|20132 组织事务|2013202 一般行政管理事务
205 教育支出|20508 进修及培训|2050802 干部教育|2050803 培训支出
206 科学技术支出|20607 科学技术普及|2060702 科普活动|2060799 其他科学技术普及支出
207 文化旅游体育与传媒支出|20701 文化和旅游|2070101 行政运行|2070102 一般行政管理事务|2070104 图书馆
2070105 文化展示及纪念机构|2070106 艺术表演场所|2070107 艺术表演团体|2070108 文化活动|2070109 群众文化
2070110 文化和旅游交流与合作|2070111 文化创作与保护|2070112 文化和旅游市场管理|2070113 旅游宣传
2070114 文化和旅游管理事务|2070199 其他文化和旅游支出
20702 文物|2070204 文物保护|2070205 博物馆|2070206 历史名城与古迹|2070299 其他文物支出
20703 体育|2070305 体育竞赛|2070306 体育训练|2070307 体育场馆|2070308 群众体育
20708 广播电视|2070808 广播电视事务|2070899 其他广播电视支出
208 社会保障和就业支出|20805 行政事业单位养老支出|2080501 行政单位离退休|2080502 事业单位离退休
2080505 机关事业单位基本养老保险缴费支出|2080506 机关事业单位职业年金缴费支出
20808 抚恤|2080801 死亡抚恤|20899 其他社会保障和就业支出|2089999 其他社会保障和就业支出
210 卫生健康支出|21011 行政事业单位医疗|2101101 行政单位医疗|2101102 事业单位医疗|2101103 公务员医疗补助
212 城乡社区支出|21208 国有土地使用权出让收入安排的支出|2120899 其他国有土地使用权出让收入安排的支出
213 农林水支出|21305 巩固拓展脱贫攻坚成果衔接乡村振兴|2130599 其他巩固拓展脱贫攻坚成果衔接乡村振兴支出
221 住房保障支出|22102 住房改革支出|2210201 住房公积金|2210202 提租补贴|2210203 购房补贴
229 其他支出|22960 彩票公益金安排的支出|2296003 用于体育事业的彩票公益金支出""".replace("\n", "|").split("|")
)


def money(amount):
    """An amount as the forms print it; nothing is left blank."""
    return f"{amount:,.2f}" if amount else ""


def number(text):
    """The amount a cell prints; a blank counts as nothing."""
    return Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace("\n", "") or "0")


def invented(seed, least, most):
    """A made-up amount between two bounds that depends on nothing but the seed."""
    step = (int(seed) * 2654435761 + 104729) % 2**32 >> 8
    return Decimal(least) + (Decimal(most - least) * step / 2**24).quantize(Decimal("0.01"))


def class_tree(leaves):
    """[(7-digit code, amounts)] -> [(code, name, amounts)] with every class above, in the order of the codes."""
    sums = {}
    for code, amounts in leaves:
        for length in (3, 5, 7):
            key = code[:length]
            old = sums.get(key, [Decimal(0)] * len(amounts))
            sums[key] = [a + b for a, b in zip(old, amounts)]
    return [(code, FUNCTIONS[code], sums[code]) for code in sorted(sums)]


def column_sums(leaves):
    """The sum of each amount over the leaves."""
    return [sum(column, Decimal(0)) for column in zip(*(amounts for _, amounts in leaves))]


def split_code(code):
    """2012601 -> 201, 26, 01; classes above leave the rest blank."""
    return [code[:3], code[3:5], code[5:7]]


def across(total, parts, rows=None):
    """Rule: in every row the cell `total` is the sum of the cells `parts`."""

    def check(body):
        for k, row in enumerate(body):
            if (rows is None or k in rows) and number(row[total]) != sum(number(row[p]) for p in parts):
                yield f"row {k}: column {total} is {row[total]}, its parts {[row[p] for p in parts]}"

    return check


def down(total, parts, columns):
    """Rule: the row `total` is the sum of the rows `parts` in these columns."""

    def check(body):
        for c in columns:
            if number(body[total][c]) != sum(number(body[p][c]) for p in parts):
                yield f"column {c}: row {total} is {body[total][c]}, not the sum of {len(list(parts))} rows"

    return check


def equal(*places):
    """Rule: the cells at these (row, column) places are equal."""

    def check(body):
        amounts = {number(body[r][c]) for r, c in places}
        if len(amounts) != 1:
            yield f"cells {places} differ: {sorted(amounts)}"

    return check


def classes(code_columns, columns, total):
    """Rule: every class is the sum of the classes one level below, the row `total` the sum of the top classes."""

    def check(body):
        codes = ["".join(row[c] for c in code_columns) for row in body]
        for k, code in enumerate(codes):
            whole = k == (total % len(body))
            if not whole and len(code) not in (3, 5):
                continue
            below = [
                j for j, other in enumerate(codes)
                if j != total % len(body) and (len(other) == 3 if whole else len(other) == len(code) + 2 and other.startswith(code))
            ]  # fmt: skip
            yield from down(k, below, columns)(body)

    return check
