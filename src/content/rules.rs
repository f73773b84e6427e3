//! The rules that hold while content is being read: how files, keys, numbers and names
//! must be written. The other rules live one by one in `check/rules`.

use crate::finding::{Level, Rule};
use crate::source::tree::{Fault, FaultKind};

macro_rules! rules {
    ($($name:ident = $code:literal $title:literal {
        explain: $explain:literal, why: $why:literal, mend: $mend:literal, source: $source:literal,
        wrong: $wrong:literal, right: $right:literal $(, level: $level:ident)?
    })*) => {
        $(pub(crate) static $name: Rule = Rule {
            code: $code, level: rules!(@level $($level)?), title: $title, explain: $explain, why: $why,
            mend: $mend, source: $source, wrong: $wrong, right: $right,
        };)*
        /// Every rule of this room, in the order of the codes.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
    (@level) => { Level::Error };
    (@level $level:ident) => { Level::$level };
}

rules! {
    VALUE_T3 = "A-04" "依申请公开的数写得不对" {
        explain: "统计表的每一格都应是不小于 0 的整数，用半角数字，不带分节号、单位和文字；没有的写 0。",
        why: "空格、“/”、“-”、全角数字在不同软件里意思不同，也不能相加。",
        mend: "按提示改成半角整数；附带的说明写到正文里。",
        source: "由表格的含义推得，国家没有明文；公开的年报核对工具把空格和“/”列为问题",
        wrong: "本年新收: [３, 1,234, -, 0, 0, 0]",
        right: "本年新收: [3, 1234, 0, 0, 0, 0]"
    }
    OTHER_EDITION = "A-05" "填了另一版式的项目" {
        explain: "2019、2020 年度用 2019年版，2021 年度起用 2021年版；两版的行不同，如（六）其他处理在 2019年版是一行，在 2021年版分三行。",
        why: "从往年文件复制过来最容易带上旧版的行。",
        mend: "照本年度版式的行填写，删去另一版的行。",
        source: "国办公开办函〔2019〕60号、国办公开办函〔2021〕30号",
        wrong: "# 2021 年\n其他处理: [1, 0, 0, 0, 0, 0]",
        right: "# 2021 年\n其他处理:\n  其他情形: [1, 0, 0, 0, 0, 0]"
    }
    VALUE_T4 = "B-02" "复议诉讼的数写得不对" {
        explain: "复议、诉讼各格都应是不小于 0 的整数，用半角数字；没有的写 0。",
        why: "写成文字或带单位的数不能相加，也无法比较。",
        mend: "按提示改成半角整数。",
        source: "由表格的含义推得；公开的年报核对工具同此",
        wrong: "行政复议: [1件, 0, 0, 0]",
        right: "行政复议: [1, 0, 0, 0]"
    }
    VALUE_T2 = "C-01" "主动公开的数缺少或写得不对" {
        explain: "主动公开表每一格都要填写，没有的写 0；件数、项数是整数，本年增/减可以是负数，金额以万元为单位、可有至多六位小数。",
        why: "这张表只有十几个数，缺了哪个都应当是有意的，不能靠程序补 0。",
        mend: "补上缺的行或列；整表为零时写“主动公开: 无”。",
        source: "由表格的含义推得；公开的年报核对工具同此",
        wrong: "主动公开:\n  规章: [0, 0]",
        right: "主动公开:\n  规章: [0, 0, 0]"
    }
    ENCODING = "S-01" "文件读不出文字" {
        explain: "文件应以 UTF-8 编码保存。",
        why: "旧记事本默认存成 GBK，别的软件读出来是乱码。",
        mend: "用记事本打开，“另存为”时编码选 UTF-8。",
        source: "本程序的约定",
        wrong: "（以 GBK 或 UTF-16 保存的文件）",
        right: "（以 UTF-8 保存的文件）"
    }
    TOO_LARGE = "S-02" "文件太大" {
        explain: "data.yaml、office.yaml 不超过 1 MB，narrative.md 不超过 2 MB；一份报告通常只有几 KB。",
        why: "过大的文件多半是放错了。",
        mend: "把附件、扫描件放在文件夹里另存，不要写进这个文件。",
        source: "本程序的约定",
        wrong: "（50 MB 的 data.yaml）",
        right: "（几 KB 的 data.yaml）"
    }
    SYNTAX = "S-03" "YAML 写法不对" {
        explain: "每行写“键: 值”，冒号后有一个空格；下一级缩进两格；一行的几个数放在半角方括号里。",
        why: "写法不对，后面的内容就可能读错地方。",
        mend: "按提示改正所指的一行。",
        source: "YAML 1.2",
        wrong: "本年新收: [1, 0, 0",
        right: "本年新收: [1, 0, 0, 0, 0, 0]"
    }
    PUNCTUATION = "S-04" "用了全角标点" {
        explain: "键后的冒号、数之间的逗号、方括号和引号要用半角。",
        why: "中文输入法打出的“：”“，”“［］”不是 YAML 的记号，一整行会被当成文字。",
        mend: "切换到英文输入法，把所指的标点改成半角，冒号后空一格。",
        source: "YAML 1.2",
        wrong: "本年新收：[1，0，0，0，0，0]",
        right: "本年新收: [1, 0, 0, 0, 0, 0]"
    }
    INDENT = "S-05" "缩进不对" {
        explain: "缩进只能用半角空格，同一级对齐。",
        why: "制表符和全角空格看起来像空格，程序却分不清层次。",
        mend: "删去行首的空白，改用半角空格，每级两格。",
        source: "YAML 1.2",
        wrong: "依申请公开:\n\t本年新收: {自然人: 1}",
        right: "依申请公开:\n  本年新收: {自然人: 1}"
    }
    DUPLICATE = "S-06" "同一项写了两次" {
        explain: "同一个键在一处只能写一次。",
        why: "两次的值不同，就不知道以哪个为准。",
        mend: "只留正确的一处。",
        source: "YAML 1.2",
        wrong: "上年结转: {自然人: 1}\n上年结转: {自然人: 2}",
        right: "上年结转: {自然人: 2}"
    }
    UNKNOWN_KEY = "S-07" "不认识的键" {
        explain: "键应是版式里的行名、列名或规定的几个名称，可以写简称、英文名或表上的全称。",
        why: "写错一个字，这一行的数就没有着落。",
        mend: "照提示的最接近的名称改写，或删去。",
        source: "本程序的约定；各项名称见版式",
        wrong: "本年新受: {自然人: 1}",
        right: "本年新收: {自然人: 1}"
    }
    COUNT_OF_NUMBERS = "S-08" "一行里数的个数不对" {
        explain: "依申请公开每行六个数：自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他；复议诉讼每行四个数；主动公开按表头。",
        why: "多一个少一个，后面的数就都错了列。",
        mend: "补齐或删去；也可以只写不为零的列，如 {自然人: 3}。",
        source: "《政府信息公开工作年度报告格式》",
        wrong: "本年新收: [3, 1, 0, 0, 0]",
        right: "本年新收: [3, 1, 0, 0, 0, 0]"
    }
    TYPED_TOTAL = "S-09" "填写了总计" {
        explain: "“总计”“（七）总计”由程序计算，不填写；要与纸质表核对时写在“核对”之下。",
        why: "总计与分项都手填，就会不一致。",
        mend: "删去总计；或移到“核对”之下。",
        source: "本程序的约定",
        wrong: "本年新收: [3, 1, 0, 0, 0, 0, 4]",
        right: "本年新收: [3, 1, 0, 0, 0, 0]\n核对: {本年新收: 4}"
    }
    BARE_NUMBER = "S-10" "只写了一个数，不知是哪一列" {
        explain: "分几列填写的行不能只写一个数。",
        why: "程序不猜这几件是谁申请的。",
        mend: "写明列名，如 {自然人: 3}，或依次写出各列。",
        source: "本程序的约定",
        wrong: "本年新收: 3",
        right: "本年新收: {自然人: 3}"
    }
    MISSING_BLOCK = "S-11" "缺少一张表" {
        explain: "data.yaml 应有主动公开、依申请公开、复议诉讼三块；全为零的一块写“无”。",
        why: "没写与为零不是一回事，公布的数必须是有人填的。",
        mend: "补上这一块，确实全为零时写“无”。",
        source: "《政府信息公开工作年度报告格式》",
        wrong: "主动公开: 无\n依申请公开: 无",
        right: "主动公开: 无\n依申请公开: 无\n复议诉讼: 无"
    }
    YEAR = "S-12" "年度不符" {
        explain: "年份文件夹用四位数字命名；data.yaml 里写了“年度”的，应与文件夹一致。",
        why: "放错年份的报告会与别的年度相比，得出错误的变化。",
        mend: "改正文件夹名或年度。",
        source: "本程序的约定",
        wrong: "# content/czj/2023/data.yaml\n年度: 2024",
        right: "# content/czj/2024/data.yaml\n年度: 2024"
    }
    FOLDER = "S-13" "文件夹里缺少文件或放错了东西" {
        explain: "content/<机关>/<年份>/ 里应有 data.yaml 和 narrative.md；机关文件夹名用小写英文字母、数字和连字符。",
        why: "位置不对的文件不会被读取，报告就缺了一部分。",
        mend: "按提示补上文件或移到正确的位置。",
        source: "本程序的约定",
        wrong: "content/财政局/2024/data.yaml",
        right: "content/czj/2024/data.yaml"
    }
    OFFICE = "S-14" "机关信息不对" {
        explain: "每个机关文件夹有 office.yaml，至少写明全称，各机关的全称不同；上级、前身写别的机关的文件夹名，不能绕成一圈。",
        why: "页面标题、汇总和历年比较都以它为准。",
        mend: "按提示补正 office.yaml。",
        source: "本程序的约定",
        wrong: "简称: 财政局",
        right: "全称: 某某县财政局\n简称: 财政局\n类别: 部门"
    }
    FIGURE_NAME = "S-15" "正文引用的数表里没有" {
        explain: "正文里“{{ 本年新收 }}”从表中取数：行名取总计，“行名.列名”取一格，“不予公开.国家秘密”取其中一行；花括号左右各两个，半角，写在一行里。",
        why: "引用的名称或花括号写得不对，正文就会缺数，花括号照原样印在网页上。",
        mend: "照提示改写。",
        source: "本程序的约定",
        wrong: "收到申请 {{ 本年新受 }} 件",
        right: "收到申请 {{ 本年新收 }} 件"
    }
    DATE = "S-16" "日期不对" {
        explain: "日期写作 2021-01-20，需要时刻的写作 2021-01-20 09:00。",
        why: "日期决定是否按期公开，也印在页面上。",
        mend: "按提示改写。",
        source: "本程序的约定",
        wrong: "发布日期: 2021-02-30",
        right: "发布日期: 2021-01-20"
    }
    EDITION = "S-17" "版式与年度不符" {
        explain: "版式由年度决定，一般不写；2019 年以前没有全国统一的表，默认“文本”。",
        why: "版式错了，所有的行都会对不上。",
        mend: "删去“版式”一行。",
        source: "国办公开办函〔2019〕60号、国办公开办函〔2021〕30号",
        wrong: "# 2024/data.yaml\n版式: 2019",
        right: "# 2024/data.yaml\n版式: 2021"
    }
    SHAPE = "S-18" "这里的写法不是应有的样子" {
        explain: "有的键下面是一个值，有的是一组行，有的是列表。",
        why: "写法不同，程序无法判断哪个数属于哪一格。",
        mend: "按提示改写。",
        source: "本程序的约定",
        wrong: "不予公开: 3",
        right: "不予公开:\n  国家秘密: {自然人: 3}"
    }
    ENTRY = "S-19" "更正或说明缺少内容" {
        explain: "“更正”每项写日期、格、原、新、原因；“说明”每项写规则、理由，只针对一格的再写格。",
        why: "更正和说明会印在报告上，缺了内容读者看不明白。",
        mend: "按提示补上。",
        source: "本程序的约定",
        wrong: "说明:\n  - 规则: X-01",
        right: "说明:\n  - 规则: X-01\n    理由: 机构改革划入两个单位的结转件"
    }
    CELL_NAME = "S-20" "所指的格不存在" {
        explain: "“格”写行名和列名，如“本年新收.自然人”，也可以写英文编号“t3.new_requests.natural_person”。",
        why: "所指不明，更正或说明就印不到该印的格上。",
        mend: "照提示改写。",
        source: "本程序的约定",
        wrong: "格: 新收.自然",
        right: "格: 本年新收.自然人"
    }
    OFFICE_NAME = "S-21" "机关名称不一致" {
        explain: "data.yaml 里写了“机关”的，应与 office.yaml 的全称一致。",
        why: "多半是从别的机关复制文件后没有改。",
        mend: "改正机关名称；改过名的机关在 office.yaml 写“曾用名”。",
        source: "本程序的约定",
        wrong: "机关: 某某县民政局   # 放在财政局的文件夹里",
        right: "机关: 某某县财政局"
    }
    UNREADABLE = "S-22" "文件打不开" {
        explain: "文件应是普通文件，当前用户可以读取。",
        why: "打不开的文件等于没有。",
        mend: "检查权限，关闭占用它的程序后再试。",
        source: "本程序的约定",
        wrong: "（没有读取权限的 data.yaml）",
        right: "（可以读取的 data.yaml）"
    }
    ATTACHMENT = "S-29" "附件不能发布" {
        explain: "报告文件夹里的其他文件随报告发布，只收 pdf、doc、docx、xls、xlsx、ppt、pptx、wps、et、dps、ofd、rtf、zip、rar、png、jpg、gif、webp、tif、txt、csv，内容要与扩展名一致。",
        why: "网页、SVG、程序等文件在读者的浏览器或电脑里会运行，以机关的名义发布后果严重。",
        mend: "移出报告的文件夹，或另存为可以发布的格式。",
        source: "本程序的约定",
        wrong: "content/czj/2024/图表.svg",
        right: "content/czj/2024/图表.png"
    }
    CORRECTION = "S-30" "更正与表中的数不符" {
        explain: "“更正”写了“格”的，“原”是改动以前的数，“新”是表里现在的数，两个数不相同；同一格更正过几次的，最后一次的“新”是现在的数。没有写“格”的，“原”与“新”也不相同。",
        why: "更正印在报告页上；与表不符，读者不知道哪个数是对的。",
        mend: "改正“原”“新”；数改错的改正表里的数；后来又改过的再写一条更正。",
        source: "本程序的约定",
        wrong: "行政许可: 5\n更正:\n  - {日期: 2025-03-01, 格: 行政许可, 原: 4, 新: 6, 原因: 漏计一件}",
        right: "行政许可: 5\n更正:\n  - {日期: 2025-03-01, 格: 行政许可, 原: 4, 新: 5, 原因: 漏计一件}"
    }
    FOREIGN_MARK = "S-31" "正文里有别的软件的记号" {
        explain: "标题以“## ”开头；正文开头不写设置，标题下面不画“====”，没有 git 合并时留下的“<<<<<<<”；脚注的“[^1]”和注文“[^1]: ……”写在同一部分里；文字里不写网页标签（<br>、<font> 等），没有看不见或印成方框的字符（算警告；其中的控制字符发布时以空格代替）。",
        why: "这些记号会照原样印在网页上，或把上一行变成标题；找不到引用处的注文不会印出。",
        mend: "照提示删去，标题改以“## ”开头。",
        source: "本程序的约定",
        wrong: "一、总体情况\n============",
        right: "## 一、总体情况"
    }
    DOCUMENT_AFTER_FORM = "S-23" "应填表的年度写成了文本" {
        explain: "2019 年度起的报告有法定统计表，写“版式: 文本”就没有表，也不进入任何比较。",
        why: "法定的表是报告的组成部分。",
        mend: "删去“版式”一行并填表；确无统计表的可以保留。",
        source: "国办公开办函〔2019〕60号",
        wrong: "# 2024/data.yaml\n版式: 文本",
        right: "# 2024/data.yaml\n主动公开: 无\n依申请公开: 无\n复议诉讼: 无",
        level: Warning
    }
}

/// The rule a table's edition names for badly written figures.
pub(crate) fn value_rule(code: &str) -> &'static Rule {
    ALL.iter().copied().find(|rule| rule.code == code).unwrap_or(&VALUE_T3)
}

/// The rule a fault of writing belongs to.
pub(crate) fn writing(fault: &Fault) -> &'static Rule {
    use FaultKind as K;
    match fault.kind {
        K::FullWidthColon | K::FullWidthComma | K::FullWidthBracket | K::ChineseQuotes => &PUNCTUATION,
        K::TabIndent | K::WideSpace | K::BadIndent | K::TextNotIndented => &INDENT,
        K::TooMany | K::TooDeep => &TOO_LARGE,
        _ => &SYNTAX,
    }
}
