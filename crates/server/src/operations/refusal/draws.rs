//! Why a draw of spot checks is refused.

use super::{Refusal, Row};

/// Name and sentences of each.
pub(super) const ROWS: &[Row] = &[
    (
        Refusal::DrawYear,
        "draw-year",
        "年度须是 2016 年以后、已经开始的年度；请填写四位数字。",
        "The year is one since 2016 that has begun: write its four digits.",
    ),
    (
        Refusal::DrawOpen,
        "draw-open",
        "本单位该年度已有一次抽查抽样在进行；请先办完，或说明理由后取消。",
        "A draw of this division and year is on its way already: finish it, or withdraw it with the reason.",
    ),
    (
        Refusal::DrawAgain,
        "draw-again",
        "本单位该年度已经抽过样；再次抽样须写明理由，已抽中的项目不再列入名册。",
        "This division has drawn of this year before: say why again. What was drawn before is left out.",
    ),
    (
        Refusal::DrawSeedUsed,
        "draw-seed-used",
        "这个承诺值以前用过，种子可能已经公开；请另生成一个种子。",
        "This commitment was used before, and its seed may be known: make another seed.",
    ),
    (
        Refusal::DrawSeedNumber,
        "draw-seed-number",
        "种子中含有证件号或账号，平台不保存这样的号码；请说明理由取消本次抽样，另生成一个种子。",
        "The seed holds what looks like the number of a person, which is never kept: withdraw this draw with the \
         reason, and make another seed.",
    ),
    (
        Refusal::DrawLimits,
        "draw-limits",
        "政策包没有给出抽样分层的参数（资金界限、接近等级的分数、各层比例、等级下限），或资金界限颠倒；请补充政策包或参数设定。",
        "The policy pack does not give the limits of a draw (borders of money, points near a grade, shares, grades), \
         or its borders of money are the wrong way round: complete the pack or the settings.",
    ),
    (
        Refusal::DrawTarget,
        "draw-target",
        "有绩效目标或项目的编号含有换行、制表符等控制字符，不能列入名册；请更正该编号。",
        "The number of a target or project holds a control character and has no place in a frame: correct it.",
    ),
    (
        Refusal::DrawNotFrozen,
        "draw-not-frozen",
        "名册尚未固定，没有可供验证的文件；请在固定名册后下载。",
        "The frame is not fixed yet, so there is nothing to prove: come back once it is.",
    ),
];
