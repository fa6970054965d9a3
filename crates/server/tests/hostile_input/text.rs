//! Delimited text and mapping files.

use std::io::Write;
use std::path::Path;

use crate::Case;
use crate::files::{GOOD, PAYMENTS, SIZE, file, numbered, repeat};

pub(crate) const CASES: &[Case] = &[
    ("one endless line", |f| under(f, b"x")),
    ("an endless line without a header", |f| bare(f, b"x")),
    ("commas", |f| under(f, b",")),
    ("commas without a header", |f| bare(f, b",")),
    ("newlines", |f| under(f, b"\n")),
    ("carriage returns", |f| bare(f, b"\r")),
    ("quotes", |f| under(f, b"\"")),
    ("quotes without a header", |f| bare(f, b"\"")),
    ("quotes and commas", |f| under(f, b"\",")),
    ("quotes and lines", |f| under(f, b"x\",\"\n")),
    ("zeros", |f| under(f, b"\0")),
    ("zeros without a header", |f| bare(f, b"\0")),
    ("bytes that are no text", |f| under(f, b"\xff\xfe\x80,")),
    ("GB18030 lead bytes", |f| under(f, b"\x81\x30")),
    ("UTF-16 commas", |f| wide(f, ",")),
    ("UTF-16 halves", |f| wide_bytes(f, b"\x00\xd8")),
    ("a quoted cell never closed", |f| headed(f, &format!("{PAYMENTS}\n\""), b"x,1,\n")),
    ("a quoted cell never closed on one line", |f| headed(f, &format!("{PAYMENTS}\n\""), b"x,1,")),
    ("the header again and again", |f| bare(f, format!("{PAYMENTS}\n").as_bytes())),
    ("bad rows", |f| under(f, b"x,y,z,a,b,c,d,e\n")),
    ("bad rows of empty quotes", |f| under(f, b"\"\"x,y\n")),
    ("rows of one letter", |f| under(f, b"x\n")),
    ("rows with too many cells", |f| under(f, b"1,2,3,4,5,6,7,8,9,10,11,12\n")),
    ("duplicates", |f| under(f, format!("V{GOOD}\n").as_bytes())),
    ("short payments", short_payments),
    ("long cells", |f| under(f, format!("{}{GOOD}\n", "v".repeat(65_000)).as_bytes())),
    ("new names in each cell", new_names),
    ("division names that nobody knows", unknown_divisions),
    ("keys of one digit", |f| alone(f, "register", "key", b"1\n")),
    ("keys", keys),
    ("reasons", |f| alone(f, "ineligible", "key,reason", b"653125198001011012,x\n")),
    ("exceptions", |f| {
        let header = "subject_kind,subject,rule,approved_by,approved_on";
        alone(f, "exceptions", header, b"payment,s,r,a,20190101\n")
    }),
    ("evaluations", |f| alone(f, "evaluations", "target,kind,fiscal_year", b"t,self,2019\n")),
    ("reports", |f| alone(f, "reports", "table_no,org,period", b"1,o,2019\n")),
    ("funds of its own", own_funds),
    ("constants for everything", constants),
    ("constants for every project", constants_of_projects),
    ("a header of a million columns", wide_header),
    ("a hundred tables in one folder", many_files),
    ("a mapping of ten megabytes", |f| long_mapping(f, b"\"a\" = \"payee\"\n", SIZE)),
    ("a mapping of one header", |f| mapping(f, b"\"a\" = \"payee\"\n")),
    ("a mapping of brackets", |f| mapping(f, b"[")),
    ("a mapping of nested arrays", |f| mapping(f, b"a=[[[[[[[[\n")),
    ("a mapping of dots", |f| mapping(f, b"a.")),
    ("a mapping of unknown tables", unknown_tables),
    ("a mapping of unknown columns", unknown_columns),
    ("a mapping of lost columns", lost_columns),
    ("a mapping of many words", many_words),
    ("a mapping of zeros", |f| mapping(f, b"\0")),
    ("a mapping of quotes", |f| mapping(f, b"\"")),
    ("a mapping of long names", |f| mapping(f, b"x")),
    ("a mapping of patterns", patterns),
];

fn headed(folder: &Path, header: &str, unit: &[u8]) -> String {
    file(folder, "payments.csv", |out| {
        out.write_all(header.as_bytes()).unwrap();
        repeat(out, unit, SIZE).unwrap();
    });
    String::new()
}

/// Below the header of payments.
fn under(folder: &Path, unit: &[u8]) -> String {
    headed(folder, &format!("{PAYMENTS}\n"), unit)
}

fn bare(folder: &Path, unit: &[u8]) -> String {
    headed(folder, "", unit)
}

fn alone(folder: &Path, table: &str, header: &str, unit: &[u8]) -> String {
    file(folder, &format!("{table}.csv"), |out| {
        writeln!(out, "{header}").unwrap();
        repeat(out, unit, SIZE).unwrap();
    });
    String::new()
}

fn wide(folder: &Path, unit: &str) -> String {
    wide_bytes(folder, &unit.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
}

fn wide_bytes(folder: &Path, unit: &[u8]) -> String {
    file(folder, "payments.csv", |out| {
        let header = format!("\u{feff}{PAYMENTS}\n");
        let header: Vec<u8> = header.encode_utf16().flat_map(u16::to_le_bytes).collect();
        out.write_all(&header).unwrap();
        repeat(out, unit, SIZE).unwrap();
    });
    String::new()
}

fn short_payments(folder: &Path) -> String {
    file(folder, "payments.csv", |out| {
        let header = "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type";
        writeln!(out, "{header}").unwrap();
        numbered(out, SIZE, |i| format!("{i:x},653125,2019,20190710,1,11,fee,unit\n")).unwrap();
    });
    String::new()
}

fn new_names(folder: &Path) -> String {
    file(folder, "projects.csv", |out| {
        writeln!(out, "id,name,county,category,nature,fiscal_year,unit,planned_amount,manager")
            .unwrap();
        let row = |i| format!("{i:x},n{i:x},653125,c{i:x},x{i:x},2019,u{i:x},1,m{i:x}\n");
        numbered(out, SIZE, row).unwrap();
    });
    String::new()
}

fn unknown_divisions(folder: &Path) -> String {
    file(folder, "payments.csv", |out| {
        writeln!(out, "{PAYMENTS}").unwrap();
        let row =
            |i| format!("{i},喀什地区喀什地区{i}莎车县,2019,2019-07-10,1,direct,fee,unit,,\n");
        numbered(out, SIZE, row).unwrap();
    });
    String::new()
}

fn keys(folder: &Path) -> String {
    file(folder, "register.csv", |out| {
        writeln!(out, "key").unwrap();
        numbered(out, SIZE, |i| format!("{:08}\n", 10_000_000 + i)).unwrap();
    });
    String::new()
}

fn own_funds(folder: &Path) -> String {
    file(folder, "funds.csv", |out| {
        writeln!(out, "code,name,class,source_level").unwrap();
        numbered(out, SIZE, |i| format!("{i:x},{i:x},bond,county\n")).unwrap();
    });
    String::new()
}

fn constants(folder: &Path) -> String {
    let text = "[payments.constants]\ncounty = 653125\nfiscal_year = 2019\npaid_on = \"2019-01-01\"\n\
                amount = 1\nchannel = \"direct\"\nkind = \"fee\"\npayee_type = \"unit\"\n";
    file(folder, "mapping.toml", |out| out.write_all(text.as_bytes()).unwrap());
    alone(folder, "payments", "voucher_no", b"1\n")
}

fn constants_of_projects(folder: &Path) -> String {
    let text = "[projects.constants]\nname = \"n\"\ncounty = 653125\nfiscal_year = 2019\n\
                category = \"c\"\nnature = \"n\"\nunit = \"u\"\nplanned_amount = 1\n";
    file(folder, "mapping.toml", |out| out.write_all(text.as_bytes()).unwrap());
    alone(folder, "projects", "id", b"1\n")
}

fn wide_header(folder: &Path) -> String {
    file(folder, "payments.csv", |out| {
        numbered(out, SIZE / 2, |i| format!("c{i},")).unwrap();
        writeln!(out, "{PAYMENTS}").unwrap();
        repeat(out, b"1,", SIZE / 2).unwrap();
    });
    String::new()
}

fn many_files(folder: &Path) -> String {
    for number in 0..100 {
        file(folder, &format!("register-{number}.csv"), |out| {
            writeln!(out, "key").unwrap();
            repeat(out, b"653125198001011012\n", SIZE / 100).unwrap();
        });
    }
    String::new()
}

/// As long as a mapping may be.
fn mapping(folder: &Path, unit: &[u8]) -> String {
    long_mapping(folder, unit, 1_000_000)
}

fn long_mapping(folder: &Path, unit: &[u8], size: usize) -> String {
    file(folder, "payments.csv", |out| writeln!(out, "{PAYMENTS}\nV{GOOD}").unwrap());
    file(folder, "mapping.toml", |out| {
        out.write_all(b"[payments.columns]\n").unwrap();
        repeat(out, unit, size).unwrap();
    });
    String::new()
}

fn unknown_tables(folder: &Path) -> String {
    file(folder, "payments.csv", |out| writeln!(out, "{PAYMENTS}\nV{GOOD}").unwrap());
    file(folder, "mapping.toml", |out| {
        numbered(out, 1_000_000, |i| format!("[t{i}]\n")).unwrap();
    });
    String::new()
}

fn unknown_columns(folder: &Path) -> String {
    file(folder, "payments.csv", |out| writeln!(out, "{PAYMENTS}\nV{GOOD}").unwrap());
    file(folder, "mapping.toml", |out| {
        out.write_all(b"[payments.columns]\n").unwrap();
        numbered(out, 1_000_000, |i| format!("c{i} = \"f{i}\"\n")).unwrap();
    });
    String::new()
}

fn lost_columns(folder: &Path) -> String {
    file(folder, "payments.csv", |out| writeln!(out, "{PAYMENTS}\nV{GOOD}").unwrap());
    file(folder, "mapping.toml", |out| {
        out.write_all(b"[payments.columns]\n").unwrap();
        numbered(out, 1_000_000, |i| format!("c{i} = \"purpose\"\n")).unwrap();
    });
    String::new()
}

fn many_words(folder: &Path) -> String {
    file(folder, "mapping.toml", |out| {
        out.write_all(b"[payments.values.payee]\n").unwrap();
        numbered(out, 1_000_000, |i| format!("{i} = \"{i}\"\n")).unwrap();
    });
    headed(folder, &format!("{PAYMENTS}\n"), format!("V{GOOD}\n").as_bytes())
}

fn patterns(folder: &Path) -> String {
    file(folder, "payments.csv", |out| writeln!(out, "{PAYMENTS}\nV{GOOD}").unwrap());
    file(folder, "mapping.toml", |out| {
        out.write_all(b"[payments]\nfiles = \"").unwrap();
        repeat(out, b"*a", 1_000_000).unwrap();
        out.write_all(b"\"\n").unwrap();
    });
    String::new()
}
