import { wordsOf, type Word } from './analyze.ts';
import type { Lexicon } from './lexicon.ts';
import { Names, type Named } from './names.ts';

/** What people say, and after the sign what the book says. */
const TEXT = `
老师, 师傅, 导师, tutor, tutoring, mentor, coach, big brother > 教师, teacher
徒弟, 小弟, 学徒, pupil, apprentice > 学生, student
大的教小的, 大模型教小模型, 以大带小, teach a smaller one, learn from a bigger model > 知识蒸馏, 教师, 学生
批改, 打分, 评分, 阅卷, grade, grading, mark answers, score answers > 奖励, 打分, 优势
平均分, 平均成绩, class average, their average > 组内平均, 基线, 优势
喜欢, 更喜欢, 点赞, 点踩, 好评, 差评, thumbs up, thumbs down, likes, which answer people like > 偏好, 偏好优化
听话, 听指挥, 照着要求, obey, orders, follow orders, follow instructions > 指令微调, 监督微调
忘了, 忘掉, 丢了, 丢掉, 老本事, 旧本领, 忘本, forgets, lose old skills > 灾难性遗忘, 遗忘
学坏, 跑偏, 步子太大, 大步, 迈太大, 一小步, small steps, too big a step > 裁剪, KL 惩罚, 信任域
只改一小部分, 只动一点, 小补丁, 外挂, 附加小矩阵, tiny extra, small add-on, leave the rest, freeze the rest > 参数高效微调, LoRA, 冻结, 低秩
省钱, 便宜, 少花钱, on a budget > 代价, 成本
电脑, 笔记本, 台式机, 家里, 家用, 在家, 自己的机器, 配置, laptop, desktop, home, at home, my computer, personal computer, pc, gaming > 显卡, 显存, 消费级
买什么, 买哪, 买多大, buy, purchase, rent > 显卡, 显存估算
跑得动, 带得动, 装得下, 放得下, 装不下, 放不下, run out of memory, fit on, fits on, does it fit, enough memory > 显存, 显存估算
内存, 占内存, 吃内存, ram, memory usage, eat memory, eats memory > 显存, KV 缓存
聊, 聊天, 聊得越长, 越聊越, 对话越长, 越长越, longer chat, the longer we talk, talk, talking, long conversation > KV 缓存, 解码
回复慢, 越来越慢, 变慢, slows down, getting slower > 解码, 访存受限, KV 缓存
搬数据, 来回搬, 读写慢, 等数据, waiting for memory, memory reads, moving data, idle > 访存受限, 显存带宽, 算术强度
合看一份, 共看一份, 合用, 合着用, 几个人共用, share one copy, shared by several > 共享, 分组查询注意力, 多查询注意力, KV 头
看资料, 查资料, 翻笔记, 回头看, look back, look up notes > 注意力, 键值
一眼, 扫一眼, 挑重点, 只看重点, skim, only look at what matters, pick the important parts > 稀疏注意力, top-k
只看附近, 只看眼前, 看最近的, 近处, only nearby, recent words only, neighbouring words > 滑动窗口
远处, 离得远, 越远越, 很远的, far away, distant, punish, penalise > 距离, 线性偏置, 斜率
先后, 顺序, 次序, 前后顺序, 语序, 谁在前, 谁先谁后, 咬人, word order, order of words, who did what > 位置编码
长文, 长小说, 整本书, 一本书, 书太厚, 厚书, 长篇, 很长的文章, whole book, long book, novel, very long document, longer than anything > 长上下文, 长度外推, 超长上下文
没见过那么长, 只见过短, 胡言乱语, 乱说, 越界, gibberish, gets confused, falls apart > 长度外推, 分布外, 上下文扩展
中间的内容, 中间部分, 记不住, 漏看, 看漏, forgets the middle, middle of the text, misses the middle > 迷失在中间, 长上下文评测
分工, 各管一摊, 小组, 各司其职, 各有专长, 专人, 几个部门, 派给, division of labour, specialists, teams > 专家, 混合专家, 路由
只出动, 只叫醒, 一部分工作, 只用一部分, wakes up, only a few at a time, only part of the network, fraction of the network, switch on > 稀疏激活, 激活参数, 混合专家
闲着, 没活干, 忙的忙死, 偏心, 总找同样的, 同几个, 忙闲不均, 苦乐不均, overworked, lazy, idle experts, always the same > 负载均衡, 路由塌缩
猜, 先猜, 猜几个字, 一口气, 一次猜, 再检查, 打草稿, guess ahead, guess a few words, several words at once, draft and check, check later, verify them later > 多 token 预测, 投机解码, 草稿, 验证
被冲淡, 冲淡, 稀释, 传不下去, 越深越弱, washed out, diluted, fades with depth > 残差流, 稀释, 残差连接
捷径, 直通, 跳线, shortcut, skip connection > 残差连接
切字, 切词, 断字, 拆字, 编号, 切成, 汉字, 认字, chop text, pieces of words, numbers for words > 分词器, 词表, 词元
网上, 网页, 爬来的, 抓来的, 垃圾网页, scraped, crawled, junk, spam, web pages, internet text > 数据清洗, 预训练语料, 质量过滤
抄来抄去, 重复的内容, 雷同, 一模一样, 复制粘贴, copies, copy paste, repeated text, same text twice > 去重
塞进, 拼成一行, 拼在一行, 凑成, 拼成一条, 看串, 串了, 混在一起, squeeze several, glue together, several short texts > 拼接, 序列打包, 文档内掩码
填空, 完形填空, 挖空, 挖掉, 盖住, fill in the blank, blanks, hide words, cover up > 掩码语言建模, 完形填空
接龙, 往后写, 接着写, 续写, 一个字一个字, one word after another, keep writing, autocomplete > 因果语言建模, 下一 token 预测
补中间, 补全中间, 中间空着, fill the gap, gap in the middle > 中间填充
一人一块, 一人存一部分, 一人存一份, 各存一部分, 各存一份, 各自保管, 分开存, keeps only its slice, own slice, each keeps a part, share the storage > 分片, 零冗余优化器, ZeRO
一起干活, 几张卡, 多张卡, 好多卡, 许多显卡, 一堆显卡, 集群, several cards, many gpus, cluster, multiple gpus > 分布式训练, 并行
干等, 排队等, 没算完, 等上一个, 接力, 流水作业, assembly line, waits for the previous, waiting for the previous > 流水线并行, 流水线气泡
不留着, 扔掉, 算完就扔, 再算一遍, 重新算, 用时再算, throw away, compute again, recalculate > 重计算, 梯度检查点
更少的位数, 少用几位, 位数少, 精度低, 半精度, fewer bits, less precise numbers, rounding > 低精度训练, FP8, BF16
会不会崩, 崩了, 跑崩, 训崩, 炸了, blows up, explodes, diverges > 不稳定, 损失尖峰
压小, 变小, 瘦身, 缩小模型, shrink, smaller file, make it smaller, compress > 量化, 模型压缩, 剪枝
别的选项, 其他答案, 有多接近, 有多像, 不光告诉答案, how close, other options, second best answer > 软标签, 暗知识, 分布
当场, 现场指点, 边写边改, 手把手, 逐字批, on the spot, as it writes > 在策略蒸馏
自己跟自己, 自己教自己, 自己出题, teaches itself, own teacher > 自蒸馏
想太多, 停不下来, 钻牛角尖, 反复检查, 想个没完, thinks too long, cannot stop thinking > 思考过度
一步一步想, 打腹稿, 先想再说, 想好再答, think first, think step by step, step by step > 长思维链, 思维链
多想一会, 多试几次, 多答几次, 投票, try many times, vote, think longer > 测试时扩展
连上, 接上, 接入, 插上, 连接我的, 调用我的, 公司的数据库, 查数据库, plug in, hook up, call my, connect my, company database, my database, my files > 外部工具, 模型上下文协议, MCP
助手, 机器人, 小助手, assistant, bot > 智能体, 宿主, 工具
看图, 看得懂图, 识图, 图片, pictures, images, see pictures > 多模态, 图像
画图, 生图, draw pictures > 图像生成
显卡, 卡, 24g, graphics card, video card, card, cards > GPU, 显卡
字, 词, 单词 > token, 词元
脑子, 大脑, 神经, brain > 神经网络
教, 训, 练, teach, teaching > 训练
改造, 改装, convert > 转换
深度求索 > DeepSeek
通义千问, 千问, 阿里的模型 > Qwen
月之暗面 > Kimi
智谱 > GLM
文心一言, 文心, 百度的模型 > ERNIE
豆包, 字节跳动 > Seed
谷歌 > Gemma, Gemini
英伟达 > NVIDIA, Nemotron
脸书 > Meta, Llama
`;

/** Plain words with the terms they stand for. */
export type Saying = readonly [plain: readonly string[], terms: readonly string[]];

export const SAYINGS: readonly Saying[] = TEXT.trim()
  .split('\n')
  .map((line) => {
    const [plain = '', terms = ''] = line.split(' > ');
    return [plain.split(', '), terms.split(', ')];
  });

/** Plain words for the field's: a reader who does not know the terms yet asks in these. */
export class Everyday {
  readonly #sayings: Names<readonly (readonly Word[])[]>;
  readonly #terms = new Set<string>();

  constructor(sayings: readonly Saying[], lexicon: Lexicon) {
    this.#sayings = new Names(lexicon);
    for (const [plain, terms] of sayings) {
      const meant = terms.map((term) => wordsOf(term, lexicon));
      for (const saying of plain) {
        this.#sayings.add(saying, meant);
        for (const { term } of wordsOf(saying, lexicon)) this.#terms.add(term);
      }
    }
  }

  /** Whether the term is one of the plain words themselves, and so no misspelling. */
  has(term: string): boolean {
    return this.#terms.has(term);
  }

  find(words: readonly Word[]): Named<readonly (readonly Word[])[]>[] {
    return this.#sayings.find(words);
  }
}
