//! The kinds of project: what they build or pay, at what cost, under which classes, measured by
//! what.
//!
//! Names, standards and indicators follow published plans and target forms of poverty projects in
//! the region; the classes are those of the 2019 tables (functional 21305, departmental and
//! government economic).

/// A kind of project.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Project type, as the project library names it.
    pub category: &'static str,
    /// Last part of the project's name.
    pub title: &'static str,
    /// What the overall target says is done, before the quantity.
    pub act: &'static str,
    /// What it is good for.
    pub aim: &'static str,
    /// Whether it is infrastructure in the sense of the limit on advances (B 三（二）4).
    pub infrastructure: bool,
    /// The department in charge.
    pub office: &'static str,
    /// Functional class.
    pub function_class: &'static str,
    /// Government economic class.
    pub gov_class: &'static str,
    /// Departmental economic class.
    pub dept_class: &'static str,
    /// What is counted.
    pub quantity: Quantity,
    /// Cost of one unit in yuan, from and to.
    pub cost: (i64, i64),
    /// Name and unit of the cost indicator.
    pub cost_name: (&'static str, &'static str),
    /// Name of the quality indicator, in percent.
    pub quality: &'static str,
    /// Name of the time indicator, in percent.
    pub timing: &'static str,
    /// Second benefit indicator.
    pub benefit: Benefit,
    /// Line of business of its contractors; empty for money paid to households.
    pub business: &'static str,
}

/// What a project is counted in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// Name of the quantity indicator.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Whether tenths are counted too.
    pub tenths: bool,
}

/// The second benefit indicator, beside the number of persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Benefit {
    /// 受益贫困户数
    Households,
    /// 带动贫困户年户均增收
    Income,
}

const fn quantity(name: &'static str, unit: &'static str, tenths: bool) -> Quantity {
    Quantity { name, unit, tenths }
}

/// 村道路硬化
pub(crate) const VILLAGE_ROAD: Kind = Kind {
    category: "村组道路",
    title: "村道路硬化工程",
    act: "硬化村组道路",
    aim: "改善群众出行条件",
    infrastructure: true,
    office: "交通运输局",
    function_class: "2130504",
    gov_class: "50302",
    dept_class: "31005",
    quantity: quantity("硬化村道里程", "公里", true),
    cost: (380_000, 620_000),
    cost_name: ("每公里道路建设成本", "元/公里"),
    quality: "工程验收合格率",
    timing: "工程按期完成率",
    benefit: Benefit::Households,
    business: "路桥工程",
};

/// 安全饮水
pub(crate) const DRINKING_WATER: Kind = Kind {
    category: "安全饮水",
    title: "农村饮水安全巩固提升工程",
    act: "铺设供水管网",
    aim: "巩固提升农村饮水安全水平",
    office: "水利局",
    quantity: quantity("铺设供水管网长度", "公里", true),
    cost: (110_000, 210_000),
    cost_name: ("每公里供水管网建设成本", "元/公里"),
    business: "水利水电工程",
    ..VILLAGE_ROAD
};

/// 防渗渠
pub(crate) const CANAL: Kind = Kind {
    category: "农田水利",
    title: "防渗渠改造工程",
    act: "改造防渗渠",
    aim: "提高灌溉用水效率",
    office: "水利局",
    quantity: quantity("改造防渗渠长度", "公里", true),
    cost: (420_000, 850_000),
    cost_name: ("每公里防渗渠建设成本", "元/公里"),
    business: "水利建筑工程",
    ..VILLAGE_ROAD
};

/// 人居环境
pub(crate) const SANITATION: Kind = Kind {
    category: "人居环境整治",
    title: "农村人居环境整治项目",
    act: "铺设排水管网",
    aim: "改善村庄生活环境",
    office: "住房和城乡建设局",
    quantity: quantity("铺设排水管网长度", "公里", true),
    cost: (260_000, 480_000),
    cost_name: ("每公里排水管网建设成本", "元/公里"),
    business: "市政工程",
    ..VILLAGE_ROAD
};

/// 易地搬迁安置
pub(crate) const RELOCATION: Kind = Kind {
    category: "易地扶贫搬迁",
    title: "易地扶贫搬迁安置点配套基础设施建设工程",
    act: "建设安置点配套道路及管网",
    aim: "保障搬迁群众稳定入住",
    office: "发展和改革委员会",
    quantity: quantity("建设安置点配套道路管网长度", "公里", true),
    cost: (450_000, 900_000),
    cost_name: ("每公里配套道路管网建设成本", "元/公里"),
    business: "建筑安装工程",
    ..VILLAGE_ROAD
};

/// 设施农业大棚
pub(crate) const GREENHOUSE: Kind = Kind {
    category: "设施农业",
    title: "设施农业大棚建设项目",
    act: "新建设施农业大棚",
    aim: "带动贫困户发展设施农业",
    office: "农业农村局",
    function_class: "2130505",
    quantity: quantity("新建设施农业大棚数量", "座", false),
    cost: (36_000, 85_000),
    cost_name: ("单座大棚建设成本", "元/座"),
    benefit: Benefit::Income,
    business: "农业设施工程",
    ..VILLAGE_ROAD
};

/// 养殖小区
pub(crate) const LIVESTOCK_YARD: Kind = Kind {
    category: "棚圈建设",
    title: "养殖小区棚圈建设项目",
    act: "新建标准化棚圈",
    aim: "带动贫困户发展养殖业",
    office: "畜牧兽医局",
    quantity: quantity("新建标准化棚圈数量", "座", false),
    cost: (11_000, 26_000),
    cost_name: ("单座棚圈建设成本", "元/座"),
    business: "建筑工程",
    ..GREENHOUSE
};

/// 光伏
pub(crate) const SOLAR: Kind = Kind {
    category: "光伏扶贫",
    title: "村级光伏电站建设项目",
    act: "建设村级光伏电站",
    aim: "增加村集体和贫困户收入",
    office: "发展和改革委员会",
    quantity: quantity("光伏电站装机容量", "千瓦", false),
    cost: (6_200, 8_000),
    cost_name: ("每千瓦装机成本", "元/千瓦"),
    business: "新能源工程",
    ..GREENHOUSE
};

/// 生产母牛
pub(crate) const BREEDING_COWS: Kind = Kind {
    category: "牲畜养殖",
    title: "生产母牛购置项目",
    act: "购置生产母牛",
    aim: "带动贫困户发展牲畜养殖",
    infrastructure: false,
    office: "畜牧兽医局",
    gov_class: "50399",
    dept_class: "31099",
    quantity: quantity("购置生产母牛数量", "头", false),
    cost: (8_000, 13_000),
    cost_name: ("每头生产母牛购置成本", "元/头"),
    quality: "生产母牛检疫合格率",
    timing: "项目按期完成率",
    business: "畜牧养殖",
    ..GREENHOUSE
};

/// 林果提质增效
pub(crate) const ORCHARD: Kind = Kind {
    category: "林果提质",
    title: "林果提质增效项目",
    act: "实施林果提质增效",
    aim: "提高林果产量和品质",
    office: "林业和草原局",
    quantity: quantity("林果提质增效面积", "亩", false),
    cost: (280, 620),
    cost_name: ("每亩林果提质成本", "元/亩"),
    quality: "林果提质验收合格率",
    business: "林果技术服务",
    ..BREEDING_COWS
};

/// 技能培训
pub(crate) const TRAINING: Kind = Kind {
    category: "技能培训",
    title: "贫困劳动力技能培训项目",
    act: "培训贫困劳动力",
    aim: "促进贫困劳动力就业增收",
    office: "人力资源和社会保障局",
    function_class: "2130599",
    gov_class: "50701",
    dept_class: "31204",
    quantity: quantity("培训贫困劳动力人数", "人次", false),
    cost: (1_500, 2_600),
    cost_name: ("人均培训成本", "元/人次"),
    quality: "培训考核合格率",
    business: "职业技能服务",
    ..BREEDING_COWS
};

/// 棚圈补助
pub(crate) const SHED_SUBSIDY: Kind = Kind {
    category: "棚圈建设",
    title: "贫困户棚圈建设补助",
    act: "补助建设棚圈",
    aim: "带动贫困户发展养殖业",
    infrastructure: false,
    office: "畜牧兽医局",
    function_class: "2130505",
    gov_class: "50903",
    dept_class: "30310",
    quantity: quantity("补助建设棚圈数量", "座", false),
    cost: (10_000, 10_000),
    cost_name: ("每座棚圈补助标准", "元/座"),
    quality: "补助对象准确率",
    timing: "补助资金按期发放率",
    benefit: Benefit::Income,
    business: "",
};

/// 庭院经济
pub(crate) const COURTYARD: Kind = Kind {
    category: "庭院经济",
    title: "庭院经济发展补助",
    act: "补助发展庭院经济",
    aim: "增加贫困户庭院经济收入",
    office: "农业农村局",
    quantity: quantity("发展庭院经济户数", "户", false),
    cost: (3_000, 5_000),
    cost_name: ("户均庭院经济补助标准", "元/户"),
    ..SHED_SUBSIDY
};

/// 雨露计划
pub(crate) const YULU: Kind = Kind {
    category: "雨露计划",
    title: "雨露计划职业教育补助",
    act: "资助职业教育在读子女",
    aim: "减轻贫困家庭教育负担",
    office: "教育局",
    function_class: "2130506",
    gov_class: "50902",
    dept_class: "30308",
    quantity: quantity("资助建档立卡学生人数", "人次", false),
    cost: (3_000, 3_000),
    cost_name: ("人均资助标准", "元/人次"),
    benefit: Benefit::Households,
    ..SHED_SUBSIDY
};

/// 小额信贷贴息
pub(crate) const LOAN_INTEREST: Kind = Kind {
    category: "小额信贷贴息",
    title: "扶贫小额信贷贴息",
    act: "落实扶贫小额信贷贴息",
    aim: "支持贫困户发展生产",
    office: "扶贫开发领导小组办公室",
    function_class: "2130507",
    quantity: quantity("享受贴息贫困户数", "户", false),
    cost: (1_500, 2_300),
    cost_name: ("户均贴息金额", "元/户"),
    ..SHED_SUBSIDY
};

/// 公益性岗位
pub(crate) const PUBLIC_POSTS: Kind = Kind {
    category: "公益性岗位",
    title: "公益性岗位补助",
    act: "开发公益性岗位安置贫困劳动力",
    aim: "促进贫困劳动力就近就业",
    office: "人力资源和社会保障局",
    function_class: "2130599",
    gov_class: "50901",
    dept_class: "30305",
    quantity: quantity("公益性岗位安置人数", "人", false),
    cost: (5_400, 7_200),
    cost_name: ("人均岗位补助标准", "元/人"),
    ..SHED_SUBSIDY
};

/// 危房改造
pub(crate) const HOUSING: Kind = Kind {
    category: "危房改造",
    title: "农村危房改造补助",
    act: "完成农村危房改造",
    aim: "保障贫困户住房安全",
    office: "住房和城乡建设局",
    function_class: "2130504",
    gov_class: "50999",
    dept_class: "30399",
    quantity: quantity("农村危房改造户数", "户", false),
    cost: (28_500, 28_500),
    cost_name: ("户均改造补助标准", "元/户"),
    quality: "改造房屋验收合格率",
    benefit: Benefit::Households,
    ..SHED_SUBSIDY
};

impl Kind {
    /// Whether its money is paid to households.
    pub(crate) fn pays_households(&self) -> bool {
        self.business.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use crate::funds::FUNDS;

    #[test]
    fn the_cost_is_counted_in_the_unit_of_the_quantity() {
        for fund in FUNDS {
            for kind in fund.works.iter().chain(fund.subsidies) {
                assert_eq!(
                    kind.cost_name.1,
                    format!("元/{}", kind.quantity.unit),
                    "{}",
                    kind.title
                );
                assert!(kind.cost.0 <= kind.cost.1, "{}", kind.title);
            }
            assert!(fund.works.iter().all(|kind| !kind.pays_households()), "{}", fund.code);
            assert!(fund.subsidies.iter().all(|kind| kind.pays_households()), "{}", fund.code);
        }
    }
}
