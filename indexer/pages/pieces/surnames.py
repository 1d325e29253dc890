"""Family names, by which a byline's names are told from the words behind them.

The hundred commonest are those of the Ministry of Public Security's national report on names (2020); the further ones
are those of the bylines in 20,000 web news.
"""

from __future__ import annotations

import re

#: The commonest, first of all the hundred: who is named without a role, has one of these.
COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝"
)
#: Two characters that are one family name.
COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳司马诸葛上官司徒东方独孤南宫夏侯尉迟公孙慕容令狐皇甫端木轩辕宇文长孙鲜于闻人申屠淳于太史呼延濮阳澹台赫连钟离公冶"
        "歐陽東方獨孤諸葛尉遲公孫長孫鮮于張簡范姜",
    )
)
_FURTHER = (
    "路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
    "苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘"
    "满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
    "萧阎傅赖文洪诸贝郗仰郦濮郏宓蓟鄂咸籍习乜竺经"  # borne beside 肖 闫 付, or in 百家姓
)
#: The traditional forms of those that have one.
_TRADITIONAL = (
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇魏呂盧鍾鐘譚陸賈韋鄒龍湯顧萬錢嚴賀龔邵閻薛齊喬龐顏倪聶魯嶽關蘭單駱紀項連應蔣袁範雲鮑喻"
    "祿農緬繆簡車蘆婁竇閔邊畢華萊樂齊鄔歐儲莊穀費駱藍賴傅佘鄺談興溫衛習葛壽岑樓殷凱諸閭圖達澤權黨談聞"
)
SURNAMES = frozenset(COMMON + _FURTHER + _TRADITIONAL)
