/** Words that say how something is asked, not what: they would match everywhere and are not indexed. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after again all also always am an and another any anything are around as at away back be became because become been ' +
    'before behind being below beside besides between beyond both but by came can cannot come could d did do does doing done during ' +
    'each either else ever every everything few for from further gave get gets getting give given go goes going gone got had has have ' +
    'having he her here hers him his how however i if in instead into is isn it its itself just keep kept know let lets like ll made ' +
    'make makes many may maybe me might mine more most much must my myself near need needs neither never no nobody none nor not ' +
    'nothing now of off often ok on once only onto or other others our ours out over own please put quite rather re really s said same ' +
    'say says see seen set shall she should since so some somebody someone something somewhere still stop such sure t take taken tell ' +
    'than that the their theirs them themselves then there these they thing things this those though through thus till to together too ' +
    'toward towards try turn under unless until up upon us use used uses using ve versus very via vs want wants was way ways we well ' +
    'went were what whatever when where whether which while who whole whom whose why will with within without won would yes yet you ' +
    'your yours yourself work works working mean means good best better explain difference differences different compare compared ' +
    'comparison change changed happen happens matter exactly actually really simply basically ' +
    '的 了 是 在 和 与 或 及 吗 呢 吧 啊 呀 嘛 把 被 为 对 有 我 你 它 他 她 们 这 那 个 种 些 中 上 下 里 到 从 要 会 能 可以 就 都 也 还 ' +
    '又 再 很 太 最 更 只 才 让 给 跟 比 不 没 没有 用 做 该 应该 得 着 过 想 去 来 说 什么 怎么 怎样 怎么样 怎么办 如何 为什么 为何 哪些 哪个 ' +
    '哪 哪里 哪儿 哪种 多少 几 是否 是不是 能不能 要不要 会不会 好不好 还是 一个 一下 一种 一些 请 问 请问 介绍 解释 讲讲 说说 告诉 之间 关于 以及 ' +
    '以 之 其 而 但 但是 然后 所以 因为 如果 我们 你们 他们 它们 自己 这个 那个 这些 那些 这样 那样 这种 时候 时 有没有 有什么 什么样 ' +
    '区别 差别 不同 有何 有啥 啥 咋 咋样 意思 相比 对比 比较 需要 一样 一点 东西 事情 问题 情况 办法 方法 怎 么 有些 所有 每个 各自 各 ' +
    '跟着 老是 总是 一直 还有 同时 并 且 并且 等 等等 某 某个 已经 正在 可 可能 能够 必须 本 该怎么 一般 通常 其实 到底 究竟 算 算是 起来 出来 ' +
    '不要 别 免得 以免 想得 太多 太少 办 按 按照 根据 通过 由 于 向 往 当 若 则 即 却 便 倒 竟 既 把它 让它 给它 有点 有时 经常 常常 往往 ' +
    '好 大概 多 少 谁 吗 么 以后 之后 以前 之前 里面 外面 上面 下面 方面 作用 有用 用处 好处 '
  )
    .split(' ')
    .filter((word) => word !== ''),
);

/**
 * Words that say little in any subject. They are indexed, but count for little in whether the book answers: a question
 * about anything at all holds some of them.
 */
export const SLIGHT_WORDS: ReadonlySet<string> = new Set(
  (
    'able access amount analysis answer approach average base basic basics big bigger bit boost break bring build call car card case ' +
    'cause center change cheap cheaper check choose choosing class clean common company complete computer computing condition control ' +
    'copy correct correction count course cover create current cut daily data day days deal deep design detail details drop ease easy ' +
    'effect effective end enough error errors example examples fact fast faster feature file final find fix follow format fraction ' +
    'free full function general goal great group grow guide hard help high higher hold home hour idea important improve inside issue ' +
    'issues job join key kind large larger last late lead learn least left less level life light limit line list little live load ' +
    'local long longer look lose lot low lower main major manage mark match maximum measure method methods minute mode move name ' +
    'natural network new news next normal note number numbers old online open option options order original overview own page paper ' +
    'papers part parts pass past path people per perform person phone pick picture place plan play point possible practice price ' +
    'problem problems process product program project public question questions quick quickly range rate read reading reason record ' +
    'reduce related report research rest result results review right ring role room rule rules run running safe sample save scale ' +
    'school score search section select self service set setting settings setup share short side sign simple single size slow small ' +
    'smaller solution source space special speed stage standard start state status step steps story strategy structure study style ' +
    'subject summary support system table talk task tasks team technique techniques technology term terms test text theory think time ' +
    'times tip tips tool tools top topic topology total track trade trying tutorial type types understand unit update value values ' +
    'version video view wait walk watch week win wide window word words world write writing wrong year years ' +
    '公司 技术 系统 结果 过程 分析 设计 结构 大小 处理 计算 方案 功能 步骤 原理 特点 优点 缺点 优缺点 例子 内容 部分 整体 基本 主要 重要 选择 ' +
    '提高 降低 增加 减少 改进 提升 效果 影响 原因 目的 条件 标准 规则 要求 注意 建议 推荐 经验 技巧 入门 教程 学习 研究 论文 文章 资料 书 本书 ' +
    '时间 每天 每次 第一 第二 最后 最近 现在 目前 今天 今年 当前 新 旧 大 小 高 低 长 短 快 慢 难 容易 简单 复杂 直接 支持 使用 实现 开始 ' +
    '结束 完成 继续 发生 出现 存在 变化 变 变成 成为 属于 包括 包含 写 读 看 听 买 卖 拿 放 找 做法 用法 写法 怎样做 数量 数据 数字 文件 图 表 ' +
    '位置 顺序 方向 方式 类型 种类 级别 等级 名字 名称 单位 中心 公式 条 张 步 段 页 行 块 字 词 句 年 月 日 天 小时 分钟 值 率 次 倍 度 ' +
    '专家 老师 学生 学校 生活 工作 服务 管理 安装 设置 配置 读取 检查 控制 测试 组织 活动 项目 产品 市场 价格 安全 质量 速度 距离 信号 '
  )
    .split(' ')
    .filter((word) => word !== ''),
);
