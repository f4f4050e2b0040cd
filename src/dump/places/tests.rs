use crate::dump::read;

fn lines(lines: &[&[(usize, &str)]]) -> String {
    let line = |tokens: &&[(usize, &str)]| {
        let mut line = String::new();
        for &(place, text) in *tokens {
            line.extend(std::iter::repeat_n(' ', place.saturating_sub(line.chars().count())));
            line.push_str(text);
        }
        line
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// No name is one that anybody knows: the places say which column each names.
#[test]
fn names_that_nobody_knows_stand_where_they_are_printed() {
    let text = lines(&[
        &[(30, "2026年某市支出情况表")],
        &[(60, "单位：万元")],
        &[(2, "兔龙"), (18, "蛇马羊"), (64, "猴鸡")],
        &[(32, "狗猪"), (40, "鼠龙"), (56, "牛马")],
        &[(2, "天干一"), (18, "100.00"), (31, "60.00"), (55, "40.00"), (64, "10.00")],
        &[(2, "天干二"), (18, "300.00"), (31, "20.00"), (39, "30.00"), (55, "50.00"), (64, "60.00")],
        &[(2, "天干三"), (18, "200.00"), (31, "70.00"), (39, "80.00"), (55, "90.00")],
        &[(2, "天干四"), (18, "700.00"), (31, "10.00"), (39, "20.00"), (64, "30.00")],
    ]);
    let (document, _) = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
    let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
    assert_eq!(names, ["兔龙", "蛇马羊", "狗猪", "鼠龙", "牛马", "猴鸡"]);
    let rows = crate::dump::rows_of(table);
    assert_eq!(
        rows,
        [
            "天干一|100.00|60.00||40.00|10.00",
            "天干二|300.00|20.00|30.00|50.00|60.00",
            "天干三|200.00|70.00|80.00|90.00|",
            "天干四|700.00|10.00|20.00||30.00"
        ]
    );
}

#[test]
fn a_column_without_values_keeps_its_place() {
    let text = lines(&[
        &[(30, "2026年某市支出情况表")],
        &[(60, "单位：万元")],
        &[(2, "项目名称"), (20, "合计"), (32, "基本支出"), (46, "项目支出"), (60, "经营支出")],
        &[(2, "甲乙"), (18, "100.00"), (32, "60.00"), (62, "40.00")],
        &[(2, "丙丁"), (18, "300.00"), (32, "250.00"), (62, "50.00")],
        &[(2, "戊己"), (18, "200.00"), (32, "110.00"), (62, "90.00")],
        &[(2, "庚辛"), (18, "500.00"), (32, "480.00"), (62, "20.00")],
        &[(2, "壬癸"), (18, "900.00"), (32, "600.00"), (62, "300.00")],
        &[(2, "子丑"), (18, "700.00"), (32, "640.00"), (62, "60.00")],
    ]);
    let (document, _) = read(text.as_bytes());
    let [table] = document.tables.as_slice() else { panic!("{:?}", document.tables) };
    let names: Vec<String> = table.columns.iter().map(|column| column.path.join("/")).collect();
    assert_eq!(names, ["项目名称", "合计", "基本支出", "项目支出", "经营支出"]);
    let first: Vec<&str> = table.rows.iter().flat_map(|row| row.cells.get(3)).map(|cell| cell.text.as_str()).collect();
    assert_eq!(first, [""; 6]);
}
