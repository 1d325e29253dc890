"""Each word becomes a letter that says what it can be in a name, so that names can be found by patterns of letters.

    >>> letters_of(["副", "市长", "傅军", "带队"])
    'cTnV'

The part of speech is rjieba's, which depends on the word only. It is looked up once for each word in a process, since
to have rjieba give it with every cut takes twice as long as the cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from xtsearch.indexer.pages.pieces.surnames import SURNAMES
from xtsearch.indexer.text.gazetteer import is_place
from xtsearch.indexer.text.jieba_dictionary import dictionary
from xtsearch.indexer.text.word_cache import WordCache
from xtsearch.indexer.text.word_lists import word_list

#: The letters:
#:
#: | name      | one character of surnames (`s`), a name of three or four (`N`), of two (`n`), a transliteration (`F`) |
#: | role      | a title (`T`), an author's title (`R`; after a name `A`), a verb of saying or appearing (`V`) |
#: | place     | a place (`P`), 省, 市, 县 and the like alone (`l`) |
#: | body      | an organisation (`O`), the last word of one (`o`), a word that begins none (`g`) |
#: | others    | one character (`c`), two (`d`), more (`x`), a verb (`v`), a word of grammar (`f`) |
#: | marks     | 、 (`,`), · (`.`), anything else that is not Chinese (`|`) |
_SIGNS = {"、": ",", "·": ".", "•": ".", "・": "."}

_TITLES = word_list("titles")
#: A word that ends with one of these is a title: 区委书记 is cut as one word.
_TITLE_ENDS = frozenset(_TITLES) - frozenset(word_list("weak titles"))
_REPORTERS = word_list("reporters")
#: Words before the names of a byline, as in 北京8月17日电（孙兴维、黄翔）, and after them, as in 霍晓娟 摄.
_WIRES, _CREDITS = (
    frozenset(("电", "讯", "日电", "日讯", "本报讯", "文", "图")),
    frozenset(("摄", "供图", "摄影报道", "配图", "绘")),
)
_VERBS = word_list("verbs")
#: Surnames that are far more often words of grammar.
_NO_SURNAMES = frozenset("和为但相在那都其由能与及对也是有被把将从向到就而于时成应要会多大小自之信展开用出上下")
#: The common surnames: with one of these a word can be a name also without a title before it.
_COMMON = frozenset(
    "习王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖"
    "贾夏韦付邹孟熊秦邱尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤康施樊葛邢齐乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿焦俞"
    "左柳甘祝包宁尚舒阮柯纪梅童凌毕单季裴霍涂苗谷盛曲翁冉骆蓝游辛靳管柴蒙鲍华喻祁蒲滕屈饶解牟艾尤穆卓古吉缪简车项连芦麦褚"
    "娄窦戚岑景费卜冷晏席卫米柏宗瞿桂佟臧闵苟邬卞姬栾隋商刁沙荣巫寇桑郎甄丛仲虞敖明佘池查麻苑邝谈匡鞠惠荆冀郁胥班储楚鄢劳谌"
    "奚粟冼蔺楼闻厉伊仝郜阚强帅屠朴廉禹井漆巴丰支平宣晋初敬芮阙浦戈邸辜乌裘亓邰赫逯茹慕亢嵇湛戎勾傅江高方白石金温安易兰向"
)
#: Last characters of words that rjieba takes for names, and that are none: 高新区, 安全感, 通知书.
_NO_NAME_ENDS = frozenset(
    "性感区部书证岛庄园所局队县市镇乡村路街站院厂厅级化型式器率量费款税法者员们的了着人水里上下后前"
)
#: The surnames of which a name of four characters can be one; others are mostly phrases that rjieba takes for names, as
#: 丰硕成果.
_LONG_SURNAMES = word_list("long surnames")
_NO_NAMES = frozenset((*word_list("no names"), *word_list("no persons")))
#: Characters that no given name ends with.
_NO_GIVEN = frozenset("曾要将称说在等与也就作官")
#: Surnames that many other words begin with, and last characters of such words: 强降雨, 明孝陵. Such a word is a name
#: only beside a title or a verb of saying.
_AMBIGUOUS = frozenset("强单明段向武高龙金安陆林施麦芦石田白方万温常康华项解唐伍于宣平左时支包易江海牛马")
_NO_ENDS_ALONE = frozenset("雨风赛法湖山陵岭浦真甲空寺胎困间委爹沁独援湾沟祠评客取质")
#: Characters in Xinhua's tables of transliteration, and in Uyghur, Kazakh and Tibetan names.
TRANSLITERATED = frozenset(
    "阿埃艾爱安昂奥巴白班邦鲍贝本比彼毕别宾波伯勃博布查达戴丹道德登邓迪蒂丁东杜顿多恩尔法范方菲费芬丰冯佛弗福夫盖冈高戈哥格根"
    "贡古哈海汉豪赫亨洪侯胡华霍基吉季加贾杰金津京卡凯坎康考柯科克肯孔库夸昆拉莱赖兰朗劳勒雷累黎里理利丽莉列林琳龙隆卢鲁路露伦罗"
    "洛吕马玛迈麦曼芒毛梅蒙孟米密敏缪莫默姆穆拿纳娜奈南内尼涅宁纽农努诺欧帕潘庞佩彭皮平珀普齐奇钱乔琴切丘让热仁日茹儒瑞若萨塞"
    "赛桑瑟森沙珊尚绍舍申圣什史舒朔斯司松苏索塔泰坦汤唐陶特腾提缇廷通图托娃瓦万旺威韦维魏温文翁沃乌武伍西希锡夏香肖谢辛欣雄休"
    "许雅亚延扬杨耶叶伊易英尤约泽詹张珍芝朱兹佐茨茜蕾妮妲薇莎黛琪萝柏帖嘉合孜依江木吐拜力买则曼连扎切吾甫次仁卓措央尕修彻奎策钦绥喀嘎珠楚乃昌吴"
)
_ORGANISATION_ENDS = word_list("organisation ends")
#: Last characters of words with part of speech `nt` that are organisations (公共场所 and 音乐会 have it as well), and
#: words that end so and are none.
_NT_ENDS, _NO_NT = word_list("nt ends"), frozenset(word_list("no organisations"))
_GRAMMAR = frozenset(
    ("u", "p", "c", "d", "r", "m", "q", "t", "f", "y", "e", "o", "k", "uj", "ul", "uv", "ud", "uz", "ug", "zg")
)
_LEVELS = frozenset("省市县区州镇乡村")
#: What titles end with; each has two or three characters.
_TITLE_SET = _TITLE_ENDS.union(_REPORTERS)
#: Words whose letter does not depend on their part of speech.
_LETTERS_OF_WORDS = {
    **dict.fromkeys(word_list("generic"), "g"),
    **dict.fromkeys(_TITLES, "T"),
    **dict.fromkeys(_REPORTERS, "R"),
    **dict.fromkeys(_CREDITS, "A"),
    **dict.fromkeys(_WIRES, "R"),
    **dict.fromkeys(_VERBS, "V"),
    "普京": "F",  # rjieba takes it for a place
}


def named_in(word: str) -> str:
    """The name in a word that can be one: rjieba joins the next character to some names, as in 张升民为 and 陶岚作."""
    if len(word) > 2 and (word[-1] in _NO_GIVEN or (len(word) > 3 and word[-1] in "为方")) and not _is_known(word):
        return word[:-1]
    return word


def is_ambiguous(word: str) -> bool:
    """Whether a word that can be a name begins with a surname that many other words begin with."""
    return word[0] in _AMBIGUOUS


def is_name_alone(word: str) -> bool:
    """Whether a word of three characters is a name also without a title or a verb of saying beside it."""
    if is_ambiguous(word) or word[-1] in _NO_ENDS_ALONE:
        return False
    return not _is_known(word) or part_of_speech(word) == "nrfg"


def letters_of(words: Sequence[str]) -> str:
    """The letters of words, one a word."""
    return "".join(map(_LETTERS.__getitem__, words))


#: Letters of words that cannot be keywords: single characters, verbs, words of grammar, places, marks.
_NOT_TELLING = b"sclvfP|,."
_TELLING = bytes(letter not in _NOT_TELLING for letter in range(256))


def telling(letters: str) -> bytes:
    """A byte for each letter: 1 if the word can be a keyword, 0 if not."""
    return letters.encode().translate(_TELLING)


def part_of_speech(word: str) -> str:
    """The part of speech of a word, as rjieba names it; `x` if rjieba cuts the word further when it stands alone."""
    return _PARTS_OF_SPEECH[word]


def _part_of_speech(word: str) -> str:
    tagged = dictionary().tag(word)
    return str(tagged[0][1]) if len(tagged) == 1 else "x"


_PARTS_OF_SPEECH = WordCache(_part_of_speech)


def _is_long_name(word: str) -> bool:
    return len(word) == 4 and word.startswith(_LONG_SURNAMES)


def _is_known(word: str) -> bool:
    """Whether the word is in rjieba's dictionary."""
    return bool(dictionary().has_word(word))


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
    if "某" in word or word in _NO_NAMES:
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


_LETTERS = WordCache(_letter)
