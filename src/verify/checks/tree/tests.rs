use super::*;

fn line(row: usize, label: &str, level: u8) -> Line {
    Line {
        row,
        block: 0,
        label: label.to_owned(),
        rank: Rank::Item,
        code: None,
        unit: None,
        mark: None,
        has_amount: true,
        depth: 0,
        level: Some(level),
        is_soft: false,
    }
}

/// 商业服务业等支出 (216) is indented as what is below 资源勘探工业信息等支出 (215), and so is what is below itself.
#[test]
fn a_class_is_no_part_of_another_whatever_its_indent() {
    let names = [
        ("资源勘探工业信息等支出", 0),
        ("制造业", 1),
        ("工业和信息产业监管", 1),
        ("商业服务业等支出", 1),
        ("涉外发展服务支出", 1),
        ("其他涉外发展服务支出", 2),
        ("住房保障支出", 0),
        ("住房改革支出", 1),
    ];
    let lines: Vec<Line> = names.iter().enumerate().map(|(row, (label, level))| line(row, label, *level)).collect();
    let tree = tree(lines.iter().collect());
    assert_eq!(tree.by, By::Indent);
    assert_eq!(tree.parents, [None, Some(0), Some(0), None, Some(3), Some(4), None, Some(6)]);
}
