"""A word becomes a letter that says what it can be in a name: the article is then a short text for patterns.

    >>> letters_of(["副", "市长", "傅军", "带队"])
    'dTnV'

A word's part of speech is that of rjieba, which depends on the word alone: each is looked up once in a process, and not
told with every cut, which takes twice the time of the cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.entities.places import is_place
from indexer.parsing.bylines import SURNAMES

#: What the letters stand for.
#:
#: | name      | one character of surnames (`s`), a name of three or four (`N`), of two (`n`), a transliteration (`F`) |
#: | role      | a title (`T`), of who reports (`R`, after a name `A`), a verb of saying or appearing (`V`) |
#: | place     | a place (`P`), the sign of a level (`l`) |
#: | body      | an organisation (`O`), what organisations end with (`o`), what begins none (`g`) |
#: | others    | one character (`c`), two (`d`), more (`x`), a verb (`v`), a word of grammar (`f`) |
#: | signs     | 、 (`,`), · (`.`), any other (`|`) |
_SIGNS = {"、": ",", "·": ".", "•": ".", "・": "."}

_TITLES = (
    "书记 市长 县长 区长 省长 州长 镇长 乡长 村长 主任 主席 局长 厅长 部长 处长 科长 院长 校长 所长 站长 社长 经理 董事长 "
    "总裁 总统 总理 首相 大臣 外长 防长 财长 议长 酋长 国王 女王 王储 常委 委员 秘书长 司长 行长 会长 理事长 馆长 队长 组长 "
    "团长 政委 司令 司令员 教授 研究员 医生 医师 护士 护士长 工程师 律师 法官 检察官 教师 老师 院士 博士 导演 演员 歌手 主持人 "
    "发言人 负责人 创始人 作者 作家 诗人 画家 教练 主教练 主帅 运动员 球员 选手 名将 小将 门将 前锋 后卫 中场 网友 市民 村民 "
    "居民 学生 同学 队员 党员 干部 司机 先生 女士 同志 分析师 大使 参赞 总书记 领导人 领袖 代表 妻子 丈夫 儿子 女儿 父亲 母亲 "
    "奶奶 爷爷 哥哥 姐姐 弟弟 妹妹 老人 男子 女子 男孩 女孩 患者 嫌疑人 被告人 当事人 民警 警官 支书 法人 院士 专家 学者 "
    "总监 总编辑 主编 策划 创作者 设计师 厨师 店主 老板 企业家 志愿者 英雄 烈士 模范 得主 冠军 亚军 季军 议员 参议员 顾问 助理 "
    "指挥官 上将 中将 少将 将军 司令 元帅 皇帝 教皇 特使 副院长 站长 所长 工人 农民 职工 员工 考生 毕业生 家长 业主 乘客 游客 "
    "消费者 经济学家 科学家 首席 研究生 硕士 讲师 主播 博主 艺人 影星 明星 编剧 制片人 经纪人 裁判 队友 前任 总经理"
).split()
#: A word that ends so is a title: 组织部部长 is cut 组织部 部长, but 区委书记 is one word.
_TITLE_ENDS = tuple(word for word in _TITLES if word not in ("代表", "策划", "首席", "英雄", "专家", "前任", "模范"))
_REPORTERS = ("记者", "通讯员", "实习生", "摄影", "责编", "编辑", "责任编辑", "编审", "校对", "撰稿", "编译", "摄影师")
#: What stands before the names of a byline, and after them: 北京8月17日电（孙兴维、黄翔）, 霍晓娟 摄.
_WIRES, _CREDITS = frozenset("电讯文图"), frozenset(("摄", "供图", "摄影报道", "配图", "绘"))
_VERBS = frozenset(
    (
        "说 称 表示 指出 强调 介绍 认为 告诉 透露 要求 希望 坦言 回忆 出席 参加 主持 率队 带队 率 会见 会谈 致辞 讲话 宣布 担任 "
        "补充 解释 感慨 感叹 直言 说道 回忆道 提到 谈到 分析 建议 提出 呼吁 回应 回答 发言 致电 签署 主持会议 陪同 一行 出任 获得 "
        "夺得 等 逝世 当选 饰演 主演 执导 率团 到访 抵达 作报告 发文 写道 评价 祝贺 接受 就任 任 讲述 笑着 先后 实地 逐一 深入"
    ).split()
)
#: Characters of surnames that are words of grammar far more often.
_NO_SURNAMES = frozenset("和为但相在那都其由能与及对也是有被把将从向到就而于时成应要会多大小自之信展开用出上下")
#: Commoner ones, which open a name also where no title stands before it.
_COMMON = frozenset(
    "习王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖"
    "贾夏韦付邹孟熊秦邱尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤康施樊葛邢齐乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿焦俞"
    "左柳甘祝包宁尚舒阮柯纪梅童凌毕单季裴霍涂苗谷盛曲翁冉骆蓝游辛靳管柴蒙鲍华喻祁蒲滕屈饶解牟艾尤穆卓古吉缪简车项连芦麦褚"
    "娄窦戚岑景费卜冷晏席卫米柏宗瞿桂佟臧闵苟邬卞姬栾隋商刁沙荣巫寇桑郎甄丛仲虞敖明佘池查麻苑邝谈匡鞠惠荆冀郁胥班储楚鄢劳谌"
    "奚粟冼蔺楼闻厉伊仝郜阚强帅屠朴廉禹井漆巴丰支平宣晋初敬芮阙浦戈邸辜乌裘亓邰赫逯茹慕亢嵇湛戎勾傅江高方白石金温安易兰向"
)
#: What a name does not end with, and words with parts of speech of names do: 高新区, 安全感, 通知书.
_NO_NAME_ENDS = frozenset(
    "性感区部书证岛庄园所局队县市镇乡村路街站院厂厅级化型式器率量费款税法者员们的了着人水里上下后前"
)
#: Surnames of two characters; other names of four are mostly phrases (丰硕成果 has the part of speech of a name).
_LONG_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "慕容",
    "令狐",
    "司徒",
    "皇甫",
    "端木",
    "东方",
    "尉迟",
    "公孙",
    "长孙",
    "夏侯",
    "宇文",
)
_NO_NAMES = frozenset(
    "高水平 高素质 杜苏芮 高尔夫 石家庄 许可证 比亚迪 青少年 幼儿园 宣传部 高质量 万科 平安 马自达 高铁 江南 万达".split()
)
#: What no given name ends with.
_NO_GIVEN = frozenset("曾要将称说在等与也就作官")
#: Surnames that begin many words, and ends of such words: 强降雨, 明孝陵, 高保真; a name of these wants a title or a verb.
_AMBIGUOUS = frozenset("强单明段向武高龙金安陆林施麦芦石田白方万温常康华项解唐伍于宣平左时支包易江海牛马")
_NO_ENDS_ALONE = frozenset("雨风赛法湖山陵岭浦真甲空寺胎困间委爹沁独援湾沟祠评客取质")
#: Characters that Xinhua's tables of transliteration use, and of Uyghur, Kazakh and Tibetan names.
TRANSLITERATED = frozenset(
    "阿埃艾爱安昂奥巴白班邦鲍贝本比彼毕别宾波伯勃博布查达戴丹道德登邓迪蒂丁东杜顿多恩尔法范方菲费芬丰冯佛弗福夫盖冈高戈哥格根"
    "贡古哈海汉豪赫亨洪侯胡华霍基吉季加贾杰金津卡凯坎康考柯科克肯孔库夸昆拉莱赖兰朗劳勒雷累黎里理利丽莉列林琳龙隆卢鲁路露伦罗"
    "洛吕马玛迈麦曼芒毛梅蒙孟米密敏缪莫默姆穆拿纳娜奈南内尼涅宁纽农努诺欧帕潘庞佩彭皮平珀普齐奇钱乔琴切丘让热仁日茹儒瑞若萨塞"
    "赛桑瑟森沙珊尚绍舍申圣什史舒朔斯司松苏索塔泰坦汤唐陶特腾提缇廷通图托娃瓦万旺威韦维魏温文翁沃乌武伍西希锡夏香肖谢辛欣雄休"
    "许雅亚延扬杨耶叶伊易英尤约泽詹张珍芝朱兹佐茨茜蕾妮妲薇莎黛琪萝柏帖嘉合孜依江木吐拜力买则曼连扎切吾甫次仁卓措央尕修彻奎策钦绥喀嘎珠楚乃昌吴"
)
#: Transliterations that are brands, peoples, groups or places.
_NO_PERSONS = frozenset(
    "特斯拉 亚马逊 哈马斯 阿里 阿里巴巴 谷歌 索尼 马自达 波音 奥迪 雷诺 阿迪达斯 塔利班 瓦格纳 胡塞 法拉利 派拉蒙 比特 纳斯达克 "
    "巴勒斯坦人 乌克兰人 奥林匹克 克里姆林宫 厄尔尼诺 马拉松 巴士 沙龙 卡路里 达利 哈弗 安卓 高达 古德 马达 卡塔尔人".split()
)
_ORGANISATION_ENDS = tuple(
    "有限公司 股份公司 公司 集团 大学 学院 中学 小学 一中 医院 银行 法院 检察院 协会 学会 商会 研究院 研究所 研究会 研究中心 基金会 "
    "委员会 常委会 联合会 俱乐部 出版社 日报社 报社 电视台 广播电台 派出所 支队 大队 总队 总局 分局 总会 总工会 工会 联盟 党委 "
    "法制委 监委 纪委 市委 省委 县委 区委 州委 工委 组织部 宣传部 统战部 交易所 设计院 博物馆 图书馆 美术馆 科技馆 剧院 卫生院 "
    "气象局 公安局 财政局 教育局 税务局 民政局 水利局 住建局 审计局 统计局 司法局 商务局 保障局 规划局 监管局 管理局 交通局 交警 "
    "人大 政协 人大常委会 人民政府 市政府 省政府 县政府 区政府 镇政府 州政府 联社 文联 妇联 侨联 证券 中心 证监会 银保监会".split()
)
_GENERIC = frozenset(
    "企业 重点 单位 部门 机构 全国 全市 全省 各级 相关 有关 领域 项目 活动 会议 工作 方面 行业 产业 市场 社会 国际 一家 该 本 "
    "知名 大型 上市 民营 国有 外国 当地 本地 基层 各地 我市 我省 我国 他们 领导 组织 建设 发展 问题 情况 年轻 著名 其他 多家 "
    "建设项目 高新技术 中小企业 平台 群众 服务 母 子 分 总 省级 市级 县级 国家级 区级 负责".split()
)
_GRAMMAR = frozenset("u p c d r m q t f y e o k uj ul uv ud uz ug zg".split())
_LEVELS = frozenset("省市县区州镇乡村")
#: Words of parts of speech `nt` that are organisations end so; 公共场所 and 音乐会 have it as well.
_NT_ENDS = tuple("局 部 委 会 院 社 厅 署 团 校 行 党 盟 队 大学 政府 集团 法庭 国务院 常委 央行 办 网 报 组织".split())
_NO_NT = frozenset(
    "暨 音乐会 党组织 上市公司 公共场所 国际化 商业银行 政治局常委 中央政治局常委 交易会 座谈会 发布会 博览会 广交会 国家队 基层党组织 "
    "运动会 人民大会堂 北京人民大会堂 领导班子 国家机关".split()
)


#: Ends of titles have two or three characters.
_TITLE_SET = frozenset((*_TITLE_ENDS, *_REPORTERS))
#: Words with a letter of their own, whatever their part of speech.
_LETTERS_OF_WORDS = {
    **dict.fromkeys(_GENERIC, "g"),
    **dict.fromkeys(_TITLES, "T"),
    **dict.fromkeys(_REPORTERS, "R"),
    **dict.fromkeys(_CREDITS, "A"),
    **dict.fromkeys(_WIRES, "R"),
    **dict.fromkeys(_VERBS, "V"),
}


class _Letters(dict[str, str]):
    """Word -> its letter, worked out when first met."""

    def __missing__(self, word: str) -> str:
        if len(self) > _CACHED:
            self.clear()
        letter = self[word] = _letter(word)
        return letter


_CACHED = 500_000
_LETTERS = _Letters()


def named_in(word: str) -> str:
    """The name in a word that may hold one: rjieba joins what follows to some, 张升民为, 陶岚作."""
    if len(word) > 2 and (word[-1] in _NO_GIVEN or (len(word) > 3 and word[-1] in "为方")) and not _is_known(word):
        return word[:-1]
    return word


def is_ambiguous(word: str) -> bool:
    """Whether a word that may be a name begins as many others do."""
    return word[0] in _AMBIGUOUS


def is_name_alone(word: str) -> bool:
    """Whether a word of three characters is a name, whatever stands around it."""
    if is_ambiguous(word) or word[-1] in _NO_ENDS_ALONE:
        return False
    return not _is_known(word) or part_of_speech(word) == "nrfg"


def letters_of(words: Sequence[str]) -> str:
    """The letter of each word, in a row."""
    return "".join(map(_LETTERS.__getitem__, words))


def part_of_speech(word: str) -> str:
    """The part of speech of a word that a cut has given; of one that is no word alone, of none."""
    import rjieba

    tagged = rjieba.tag(word)
    return str(tagged[0][1]) if len(tagged) == 1 else "x"


def _is_long_name(word: str) -> bool:
    return len(word) == 4 and word.startswith(_LONG_SURNAMES)


def _is_known(word: str) -> bool:
    """Whether the dictionary has the word."""
    import rjieba

    return bool(rjieba.has_word(word))


def _letter(word: str) -> str:
    if word in _SIGNS:
        return _SIGNS[word]
    if not "\u3400" <= word[0] <= "\U0003ffff":
        return "|"
    if word in _LETTERS_OF_WORDS:
        return _LETTERS_OF_WORDS[word]
    tag = part_of_speech(word)
    if len(word) == 1:
        return _letter_of_character(word, tag)
    if is_place(word, tag):
        return "P"
    if word[-2:] in _TITLE_SET or word[-3:] in _TITLE_SET:
        return "R" if word.endswith(_REPORTERS) else "T"
    if word.endswith(_ORGANISATION_ENDS) or (tag == "nt" and len(word) > 2 and word.endswith(_NT_ENDS)):
        return "g" if word in _NO_NT else "O" if tag == "nt" else "o"
    return _letter_of_name(word, tag) or _letter_of_other(word, tag)


def _letter_of_character(word: str, tag: str) -> str:
    if word in _LEVELS:
        return "l"
    if word in SURNAMES and word not in _NO_SURNAMES:
        return "s"
    if tag in _GRAMMAR or word in _NO_SURNAMES:
        return "f"
    return "v" if tag.startswith("v") else "c"


def _letter_of_name(word: str, tag: str) -> str | None:
    named = tag in ("nr", "nrfg")
    if "某" in word or word in _NO_PERSONS or word in _NO_NAMES:
        return None
    if len(word) == 2 and word[0] == word[1] and (named or not _is_known(word)):
        return "n"  # a child's name: 芳芳, 铭铭
    name = named_in(word) if named else ""
    if name and name[0] in _COMMON and name[-1] not in _NO_NAME_ENDS and (len(name) < 4 or _is_long_name(name)):
        return "n" if len(name) == 2 else "N"
    if (named or tag in ("nrt", "x")) and all(character in TRANSLITERATED for character in word):
        return "F"
    return None


def _letter_of_other(word: str, tag: str) -> str:
    if tag.startswith("v") and tag != "vn":
        return "v"
    if tag in _GRAMMAR:
        return "f"
    return "d" if len(word) == 2 else "x"
