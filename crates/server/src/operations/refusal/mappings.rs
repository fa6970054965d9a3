//! What whoever keeps mapping files is told.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::UnknownMapping,
        "unknown-mapping",
        "没有这个可选用的映射文件，请在“映射文件”页面查看。",
        "There is no such mapping file to choose: the page “Mapping files” lists them.",
    ),
    (
        Refusal::MappingName,
        "mapping-name",
        "映射文件的名称为 1 至 60 个字，不含斜线，不以点开头。",
        "The name of a mapping file has 1 to 60 characters, no slash, and no dot at its beginning.",
    ),
    (
        Refusal::MappingUnfit,
        "mapping-unfit",
        "请选择 UTF-8 编码的 TOML 文件，不能为空，至多 1 MB。",
        "Choose a TOML file in UTF-8, not empty, of at most 1 MB.",
    ),
    (
        Refusal::MappingKnown,
        "mapping-known",
        "本级已有同名的映射文件；请打开它更换，或另取名称。",
        "There is a mapping file of this name: open it and replace it, or choose another name.",
    ),
    (
        Refusal::MappingSame,
        "mapping-same",
        "与现行版本相同，没有保存。",
        "It is the version that holds: nothing was kept.",
    ),
    (
        Refusal::MappingElsewhere,
        "mapping-elsewhere",
        "这是上级的映射文件，只能由上级更换、停用；可在本级另存一份。",
        "It is kept by a level above, which replaces or retires it: keep one of your own.",
    ),
    (
        Refusal::MappingRetired,
        "mapping-retired",
        "该映射文件已停用；可用同一名称重新保存。",
        "This mapping file is retired: keep a new one under its name.",
    ),
];
