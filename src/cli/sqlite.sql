-- One database of one or many runs. Columns are those of the CSV files; a text that is empty there is NULL here.
-- Amounts are decimals as text, exact, and whole numbers of fen (0.01 yuan) to compute with.
CREATE TABLE documents (
    id TEXT PRIMARY KEY, input TEXT, status TEXT, organisation TEXT, region TEXT, region_code TEXT,
    fiscal_year INTEGER, stage TEXT, scope TEXT, published TEXT, title TEXT, pages INTEGER, pages_read INTEGER,
    tables INTEGER, amounts INTEGER, amounts_verified INTEGER, findings INTEGER,
    -- The folder of the document, and what its files are: a document that is the same again is left alone.
    folder TEXT NOT NULL, output_sha256 TEXT
);
CREATE TABLE tables (
    document TEXT NOT NULL REFERENCES documents (id), "index" INTEGER NOT NULL, kind TEXT, number TEXT, title TEXT,
    organisation TEXT, fiscal_year INTEGER, stage TEXT, scope TEXT, unit TEXT, pages TEXT, "rows" INTEGER,
    columns INTEGER, cells INTEGER, amounts INTEGER, amounts_verified INTEGER, findings INTEGER,
    PRIMARY KEY (document, "index")
);
CREATE TABLE facts (
    document TEXT NOT NULL REFERENCES documents (id), "table" INTEGER, kind TEXT, organisation TEXT, region_code TEXT,
    fiscal_year INTEGER, stage TEXT, "row" INTEGER, row_label TEXT, row_path TEXT, code TEXT, code_scheme TEXT,
    "column" TEXT, measure TEXT, amount TEXT, unit TEXT, amount_yuan TEXT, page INTEGER, origin TEXT, verified TEXT,
    other_codes TEXT, additive TEXT, fact TEXT, row_role TEXT, row_level INTEGER, table_title TEXT, table_number TEXT,
    scope TEXT, amount_year INTEGER, phase TEXT, counterpart_region TEXT, counterpart_region_code TEXT,
    -- amount_yuan in fen; not a whole number where the print has fractions of one.
    amount_fen INTEGER
);
CREATE TABLE findings (
    code TEXT, severity TEXT, document TEXT NOT NULL REFERENCES documents (id), "table" INTEGER, "row" INTEGER,
    "column" INTEGER, page INTEGER, expected TEXT, found TEXT, message TEXT
);

CREATE INDEX documents_by_input ON documents (input);
CREATE INDEX documents_by_folder ON documents (folder);
CREATE INDEX tables_by_kind ON tables (kind, fiscal_year);
CREATE INDEX facts_by_document ON facts (document, "table", "row");
CREATE INDEX facts_by_kind ON facts (kind, measure, fiscal_year);
CREATE INDEX facts_by_code ON facts (code_scheme, code);
CREATE INDEX findings_by_document ON findings (document);

-- 收入: what comes in, by source and by function.
CREATE VIEW income AS
    SELECT document, organisation, region_code, fiscal_year, stage, kind, row_label, code, code_scheme, measure,
           amount_yuan, amount_fen, verified
    FROM facts
    WHERE kind IN ('dept_income', 'final_income') OR kind LIKE 'government%revenue%'
       OR (kind LIKE '%summary' OR kind LIKE '%income_expenditure%') AND measure = 'income';
-- 支出 by 功能分类, as printed: a code and those below it are rows of their own, so sum over codes of one length.
CREATE VIEW expenditure_by_function AS
    SELECT document, organisation, region_code, fiscal_year, stage, kind, code, row_label, measure, amount_yuan,
           amount_fen, verified
    FROM facts WHERE code_scheme = 'functional' AND kind LIKE '%expenditure%';
-- 支出 by 经济分类, of departments or of governments.
CREATE VIEW expenditure_by_economic AS
    SELECT document, organisation, region_code, fiscal_year, stage, kind, code, code_scheme, row_label, measure,
           amount_yuan, amount_fen, verified
    FROM facts WHERE code_scheme IN ('economic_department', 'economic_government');
-- 基本支出 and 项目支出 of each organisation.
CREATE VIEW basic_and_project AS
    SELECT document, organisation, region_code, fiscal_year, stage, kind,
           max(CASE measure WHEN 'total' THEN amount_fen END) AS total_fen,
           max(CASE measure WHEN 'basic' THEN amount_fen END) AS basic_fen,
           max(CASE measure WHEN 'project' THEN amount_fen END) AS project_fen
    FROM facts WHERE kind IN ('dept_expenditure', 'final_expenditure') AND row_label IN ('合计', '总计', '合 计')
    GROUP BY document, organisation, region_code, fiscal_year, stage, kind, "table", "row";
-- 三公经费.
CREATE VIEW three_public AS
    SELECT document, organisation, region_code, fiscal_year, stage, kind, row_label, measure, amount_yuan, amount_fen,
           verified
    FROM facts WHERE kind IN ('three_public', 'final_three_public', 'government_three_public');
-- How many amounts of each document its own sums prove.
CREATE VIEW verification AS
    SELECT id AS document, organisation, fiscal_year, stage, amounts, amounts_verified,
           round(100.0 * amounts_verified / nullif(amounts, 0), 1) AS percent
    FROM documents;
