-- One database of one or many runs. Columns are those of the CSV files; a text that is empty there is NULL here.
-- Amounts are decimals as text, exact, and whole numbers of fen (0.01 yuan) to compute with.
CREATE TABLE documents (
    id TEXT PRIMARY KEY, input TEXT, status TEXT, organisation TEXT, region TEXT, region_code TEXT,
    fiscal_year INTEGER, stage TEXT, scope TEXT, published TEXT, title TEXT, pages INTEGER, pages_read INTEGER,
    tables INTEGER, amounts INTEGER, amounts_verified INTEGER, findings INTEGER,
    other_inputs TEXT, sha256 TEXT, bytes INTEGER, producer TEXT, created TEXT, duplicate_of TEXT, organisation_normalised TEXT,
    content_sha256 TEXT,
    -- The folder of the document, and what its files are: a document that is the same again is left alone.
    folder TEXT NOT NULL, output_sha256 TEXT,
    -- What the lists say of it: other documents may have a part in that.
    lists_sha256 TEXT
);
-- What --source-list notes of each input.
CREATE TABLE sources (
    input TEXT NOT NULL, document TEXT, name TEXT NOT NULL, value TEXT
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
    region TEXT, certainty TEXT, bbox TEXT, sha256 TEXT, line INTEGER, printed_again TEXT,
    -- amount_yuan in fen; not a whole number where the print has fractions of one.
    amount_fen INTEGER
);
CREATE TABLE findings (
    code TEXT, severity TEXT, document TEXT NOT NULL REFERENCES documents (id), "table" INTEGER, "row" INTEGER,
    "column" INTEGER, page INTEGER, line INTEGER, expected TEXT, found TEXT, message TEXT
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
-- 三公经费: one row for each document and year, whichever way its form has rows and columns. Of plans and what came of them
-- the one that the document is for; `total_fen` is printed as that of 三公, never of conferences and training beside it.
CREATE VIEW three_public AS
    WITH words (pattern, item, rank) AS (VALUES
        ('%出国%', 'abroad', 1), ('%接待%', 'reception', 2), ('%会议%', 'other', 3), ('%培训%', 'other', 4),
        ('%运行经费%', 'other', 5), ('%行政经费%', 'other', 6), ('%办公费%', 'other', 7), ('%租%', 'other', 8),
        ('%购置%运行%', 'vehicles', 9), ('%购置%维护%', 'vehicles', 10), ('%运行%购置%', 'vehicles', 11),
        ('%运行%', 'running', 12), ('%维护%', 'running', 13), ('%购置%', 'purchase', 14), ('%公务用车%', 'vehicles', 15),
        ('%三公%', 'total', 16), ('合计', 'sum', 17), ('总计', 'sum', 18), ('共计', 'sum', 19), ('小计', 'sum', 20)),
    cells AS (
        SELECT *, replace("column", rtrim("column", replace("column", '/', '')), '') AS leaf,
               rtrim(rtrim(replace("column", '/小计/', '/'), replace("column", '/', '')), '/') AS up,
               replace(replace(coalesce(row_label, ''), ' ', ''), '　', '') AS label
        FROM facts
        WHERE kind IN ('three_public', 'final_three_public', 'government_three_public') AND amount_fen IS NOT NULL
          AND NOT ("column" LIKE '%增%' OR "column" LIKE '%减%' OR "column" LIKE '%比%')
          AND coalesce(row_label, '') NOT LIKE '%增减%'
          AND document NOT IN (SELECT id FROM documents WHERE duplicate_of IS NOT NULL)),
    told AS (
        SELECT *,
               (leaf LIKE '%一般公共预算' OR leaf LIKE '政府性基金%' OR leaf LIKE '国有资本%') AS is_fund,
               (SELECT item FROM words WHERE leaf LIKE pattern ORDER BY rank LIMIT 1) AS by_leaf,
               (SELECT item FROM words WHERE replace(up, rtrim(up, replace(up, '/', '')), '') LIKE pattern
                ORDER BY rank LIMIT 1) AS by_up,
               (SELECT item FROM words WHERE label LIKE pattern ORDER BY rank LIMIT 1) AS by_label,
               CASE WHEN label LIKE '%决算数' THEN 'final' WHEN label LIKE '%预算数' THEN 'budget' ELSE phase END AS own_phase
        FROM cells),
    joined AS (
        SELECT *, CASE WHEN by_leaf IS NULL OR by_leaf = 'sum' THEN coalesce(by_up, by_leaf) ELSE by_leaf END AS by_column,
               max(by_label IN ('abroad', 'reception', 'vehicles', 'running')) OVER (PARTITION BY document, "table") AS is_by_row
        FROM told),
    items AS (
        SELECT *, CASE WHEN NOT coalesce(is_by_row, 0) THEN by_column WHEN by_label = 'sum' AND by_column = 'total' THEN 'total'
                       ELSE by_label END AS item,
               -- A form with items as columns has rows of units or years: the total, else the one that names its year.
               CASE WHEN is_by_row THEN 0 WHEN row_role = 'total' THEN 0 WHEN label LIKE '20%年%' THEN 1
                    ELSE 2 END AS row_rank,
               CASE WHEN own_phase = stage THEN 0 WHEN own_phase = 'budget' THEN 1 ELSE 2 END AS phase_rank
        FROM joined),
    chosen AS (
        SELECT *, dense_rank() OVER (PARTITION BY document, amount_year ORDER BY phase_rank, own_phase, "table", row_rank,
                      CASE WHEN is_by_row THEN 0 ELSE "row" END) AS place,
               min(is_fund) OVER (PARTITION BY document, amount_year, own_phase, "table", "row", item) AS are_funds,
               row_number() OVER (PARTITION BY document, amount_year, own_phase, "table", row_rank, item
                      ORDER BY is_fund, "row", "column" = leaf DESC) AS at
        FROM items WHERE item IS NOT NULL AND amount_year IS NOT NULL),
    wide AS (
        SELECT document, amount_year AS year, own_phase AS phase,
               sum(CASE item WHEN 'total' THEN amount_fen END) AS total, sum(CASE item WHEN 'sum' THEN amount_fen END) AS whole,
               sum(item = 'other') AS others, sum(CASE item WHEN 'abroad' THEN amount_fen END) AS abroad_fen,
               sum(CASE item WHEN 'reception' THEN amount_fen END) AS reception_fen,
               sum(CASE item WHEN 'vehicles' THEN amount_fen END) AS vehicles_fen,
               sum(CASE item WHEN 'purchase' THEN amount_fen END) AS vehicles_purchase_fen,
               sum(CASE item WHEN 'running' THEN amount_fen END) AS vehicles_running_fen
        FROM chosen WHERE place = 1 AND (at = 1 OR are_funds AND is_fund)
        GROUP BY document, amount_year, own_phase)
    SELECT document, organisation_normalised AS organisation, organisation AS organisation_printed, region_code, year, phase, stage, scope,
           coalesce(total, CASE WHEN others = 0 THEN whole END) AS total_fen, abroad_fen, reception_fen, vehicles_fen,
           vehicles_purchase_fen, vehicles_running_fen
    FROM wide JOIN documents ON id = document
    WHERE coalesce(total, whole, abroad_fen, reception_fen, vehicles_fen, vehicles_running_fen) IS NOT NULL;
-- What departments and units have and spend in all: one row for each document and year.
CREATE VIEW department_totals AS
    WITH sums AS (
        SELECT *, CASE WHEN kind LIKE '%income_expenditure_summary' THEN 1 ELSE 0 END AS is_summary,
               CASE WHEN kind LIKE '%income_expenditure_summary' THEN measure
                    WHEN kind LIKE '%expenditure' THEN 'expenditure' ELSE 'income' END AS side,
               replace(replace(coalesce(row_label, ''), ' ', ''), '　', '') AS label
        FROM facts
        WHERE kind IN ('dept_income', 'dept_expenditure', 'final_income', 'final_expenditure', 'dept_income_expenditure_summary',
                       'final_income_expenditure_summary')
          AND scope IN ('department', 'unit') AND amount_fen IS NOT NULL AND phase = stage AND amount_year = fiscal_year
          AND document NOT IN (SELECT id FROM documents WHERE duplicate_of IS NOT NULL)),
    -- A row is the total where it says so, or is the organisation's own, or alone, or comes to as much as all others.
    rows_ AS (
        SELECT *, CASE WHEN is_summary THEN CASE WHEN label LIKE '%总计' THEN 0 ELSE 1 END
                       WHEN row_role = 'total' THEN 0 WHEN label = organisation THEN 1
                       WHEN 2 * amount_fen = sum(amount_fen) OVER (PARTITION BY document, "table", measure)
                         OR count(*) OVER (PARTITION BY document, "table", measure) = 1 THEN 2 END AS row_rank
        FROM sums
        WHERE is_summary = 0 AND measure IN ('total', 'basic', 'project')
           OR is_summary AND row_role = 'total' AND (label LIKE '%总计' OR label LIKE '%合计')),
    chosen AS (
        SELECT *, row_number() OVER (PARTITION BY document, side, CASE WHEN is_summary THEN 'total' ELSE measure END
                   ORDER BY is_summary, "table", row_rank, CASE WHEN is_summary THEN -"row" ELSE "row" END, fact) AS at
        FROM rows_ WHERE row_rank IS NOT NULL)
    SELECT document, organisation_normalised AS organisation, documents.organisation AS organisation_printed, documents.region_code, chosen.fiscal_year AS year,
           chosen.stage AS phase, documents.stage, documents.scope,
           max(CASE WHEN side = 'income' AND (is_summary OR measure = 'total') THEN amount_fen END) AS income_fen,
           max(CASE WHEN side = 'expenditure' AND (is_summary OR measure = 'total') THEN amount_fen END) AS expenditure_fen,
           max(CASE WHEN side = 'expenditure' AND measure = 'basic' THEN amount_fen END) AS basic_fen,
           max(CASE WHEN side = 'expenditure' AND measure = 'project' THEN amount_fen END) AS project_fen
    FROM chosen JOIN documents ON id = document WHERE at = 1 GROUP BY document, chosen.fiscal_year, chosen.stage;
-- 支出 by 功能分类: one row for each document, fund and code; codes below a code have rows of their own, so sum over one level.
-- A code that several units print is their sum, unless one of them is already.
CREATE VIEW expenditure_by_function AS
    WITH funds (kind, fund) AS (VALUES
        ('dept_expenditure', 'all'), ('final_expenditure', 'all'), ('general_budget_expenditure', 'general_budget'),
        ('final_general_budget_expenditure', 'general_budget'), ('government_general_expenditure', 'general_budget'),
        ('gov_fund_expenditure', 'government_fund'), ('final_gov_fund_expenditure', 'government_fund'),
        ('government_fund_expenditure', 'government_fund'), ('state_capital_expenditure', 'state_capital'),
        ('final_state_capital_expenditure', 'state_capital'), ('government_state_capital_expenditure', 'state_capital')),
    amounts AS (
        SELECT facts.*, fund, CASE WHEN measure IN ('basic', 'project') THEN measure ELSE 'total' END AS part,
               row_number() OVER (PARTITION BY document, "table", "row",
                   CASE WHEN measure IN ('basic', 'project') THEN measure ELSE 'total' END ORDER BY facts.rowid) AS at,
               dense_rank() OVER (PARTITION BY document, fund, fiscal_year ORDER BY "table") AS nth
        FROM facts JOIN funds USING (kind)
        WHERE code_scheme = 'functional' AND amount_fen IS NOT NULL AND phase = stage AND amount_year = fiscal_year
          AND (measure IS NULL OR measure IN ('total', 'basic', 'project', 'budget', 'final', 'execution', 'expenditure'))
          AND document NOT IN (SELECT id FROM documents WHERE duplicate_of IS NOT NULL)),
    sums AS (
        SELECT document, fiscal_year AS year, stage AS phase, fund, code, min(row_label) AS name, part,
               CASE WHEN count(*) > 1 AND 2 * max(amount_fen) = sum(amount_fen) THEN max(amount_fen) ELSE sum(amount_fen) END AS fen
        FROM amounts WHERE at = 1 AND nth = 1 GROUP BY document, fiscal_year, fund, code, part)
    SELECT document, organisation_normalised AS organisation, organisation AS organisation_printed, region_code, year, phase, stage, scope, fund, code, name,
           (length(code) - 1) / 2 AS level, max(CASE part WHEN 'total' THEN fen END) AS total_fen,
           max(CASE part WHEN 'basic' THEN fen END) AS basic_fen, max(CASE part WHEN 'project' THEN fen END) AS project_fen
    FROM sums JOIN documents ON id = document GROUP BY document, year, fund, code;
-- 转移支付 by the place it goes to, whether the print has places as rows or as columns. `item` is what stands on the other side;
-- `is_total` says that it is all that the table gives the place.
-- What a place's own level (本级) gets of it has the extent `own`.
CREATE VIEW transfers_by_region AS
    WITH sides AS (
        -- One row that several places share has them as columns, whatever they are called there.
        SELECT *, min(counterpart_region) OVER of_row <> max(counterpart_region) OVER of_row
                   OR "column" LIKE '%' || counterpart_region || '%'
                      AND coalesce(row_label, '') NOT LIKE '%' || counterpart_region || '%' AS is_column,
               replace("column", rtrim("column", replace("column", '/', '')), '') AS leaf,
               CASE WHEN row_label LIKE '%本级%' THEN 'own' ELSE 'all' END AS extent
        FROM facts
        WHERE kind IN ('government_transfer', 'government_transfer_by_region', 'government_fund_transfer',
                       'government_state_capital_transfer')
          AND counterpart_region IS NOT NULL AND amount_fen IS NOT NULL
          AND document NOT IN (SELECT id FROM documents WHERE duplicate_of IS NOT NULL)
        WINDOW of_row AS (PARTITION BY document, "table", "row")),
    items AS (
        SELECT *, CASE WHEN is_column THEN row_label ELSE "column" END AS item,
               count(*) OVER (PARTITION BY document, "table", counterpart_region, extent, amount_year, phase) AS of_place
        FROM sides)
    SELECT document, organisation_normalised AS organisation, documents.organisation AS organisation_printed, documents.region_code, amount_year AS year, phase,
           documents.stage, documents.scope, kind, "table", table_title, counterpart_region AS place,
           counterpart_region_code AS place_code, extent, item,
           CASE WHEN is_column THEN row_role = 'total' ELSE of_place = 1 OR leaf IN ('合计', '总计', '小计', '金额') END AS is_total,
           amount_fen, verified
    FROM items JOIN documents ON id = document;
-- 地方政府债务 by the place that owes it: limit and balance, general and special. A place's own level (本级) is a row of its
-- own, with the extent `own`.
CREATE VIEW debt_by_region AS
    WITH places AS (
        SELECT facts.*, CASE WHEN row_label LIKE '%本级%' OR row_label = substr(documents.region, -1) || '级' THEN 'own' ELSE 'all' END AS extent,
               organisation_normalised, coalesce(counterpart_region, CASE WHEN row_label LIKE '%' || documents.region || '%' OR row_label LIKE '%本级%'
                   OR row_label = substr(documents.region, -1) || '级' OR row_label LIKE '全_合计'
                   OR row_role = 'total' THEN documents.region END) AS place,
               coalesce(counterpart_region_code, CASE WHEN row_label LIKE '%' || documents.region || '%' OR row_label LIKE '%本级%'
                   OR row_label = substr(documents.region, -1) || '级' OR row_label LIKE '全_合计'
                   OR row_role = 'total' THEN documents.region_code END) AS place_code
        FROM facts JOIN documents ON documents.id = facts.document
        WHERE kind IN ('government_debt_limit_balance', 'government_debt_balance', 'government_debt')
          AND facts.phase IN ('debt_limit', 'balance') AND amount_fen IS NOT NULL AND duplicate_of IS NULL),
    typed AS (
        SELECT *, phase || CASE WHEN "column" LIKE '%一般%' THEN '_general' WHEN "column" LIKE '%专项%' THEN '_special'
                                WHEN table_title LIKE '%一般债%' THEN '_general' WHEN table_title LIKE '%专项债%' THEN '_special'
                                ELSE '' END AS sort,
               row_number() OVER (PARTITION BY document, place, extent, amount_year, phase,
                   CASE WHEN "column" LIKE '%一般%' THEN 1 WHEN "column" LIKE '%专项%' THEN 2
                        WHEN table_title LIKE '%一般债%' THEN 1 WHEN table_title LIKE '%专项债%' THEN 2 ELSE 0 END
                   ORDER BY "table", "row", length("column"), fact) AS at
        FROM places
        -- Only tables that list places: others are about the document's own region.
        WHERE place IS NOT NULL AND EXISTS (
            SELECT 1 FROM facts AS other WHERE other.document = places.document AND other."table" = places."table"
              AND other.counterpart_region IS NOT NULL))
    SELECT document, organisation_normalised AS organisation, organisation AS organisation_printed, region_code, amount_year AS year, stage, scope, place, place_code, extent,
           max(CASE sort WHEN 'debt_limit' THEN amount_fen END) AS limit_fen,
           max(CASE sort WHEN 'debt_limit_general' THEN amount_fen END) AS limit_general_fen,
           max(CASE sort WHEN 'debt_limit_special' THEN amount_fen END) AS limit_special_fen,
           max(CASE sort WHEN 'balance' THEN amount_fen END) AS balance_fen,
           max(CASE sort WHEN 'balance_general' THEN amount_fen END) AS balance_general_fen,
           max(CASE sort WHEN 'balance_special' THEN amount_fen END) AS balance_special_fen
    FROM typed WHERE at = 1 GROUP BY document, amount_year, place, extent;
-- How many amounts of each document its own sums prove.
CREATE VIEW verification AS
    SELECT id AS document, organisation, fiscal_year, stage, amounts, amounts_verified,
           round(100.0 * amounts_verified / nullif(amounts, 0), 1) AS percent
    FROM documents;
