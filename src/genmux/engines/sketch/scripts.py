"""Small dictionaries of languages in other scripts than the Latin one: word=english."""

from __future__ import annotations

_RUSSIAN = """
кот=cat кош=cat собак=dog щенок=puppy птиц=bird лошад=horse кон=horse медвед=bear лис=fox
волк=wolf волч=wolf зайц=rabbit заяц=rabbit кролик=rabbit сов=owl рыб=fish дракон=dragon
лев=lion слон=elephant коров=cow овц=sheep утк=duck лягуш=frog бабочк=butterfly пчел=bee
мыш=mouse белк=squirrel олен=deer тигр=tiger обезьян=monkey мужчин=man человек=person люд=people
женщин=woman девушк=woman девочк=girl мальчик=boy дет=children ребен=child ребён=child
бабушк=grandmother дедушк=grandfather корол=king королев=queen рыцар=knight волшебник=wizard
ведьм=witch повар=chef врач=doctor космонавт=astronaut робот=robot рыбак=fisherman
солдат=soldier дом=house замок=castle замк=castle церк=church храм=church башн=tower
маяк=lighthouse мост=bridge мельниц=windmill палатк=tent дерев=tree цвет=flower роз=rose
подсолнух=sunflower гриб=mushroom машин=car автомобил=car велосипед=bicycle поезд=train
лодк=boat корабл=ship парусник=sailboat самолет=plane самолёт=plane ракет=rocket шар=balloon
стол=table стул=chair диван=sofa кроват=bed ламп=lamp книг=book письм=letter чашк=cup
кофе=coffee чай=tea ча=tea торт=cake хлеб=bread яблок=apple лимон=lemon пицц=pizza суп=soup
пив=beer вин=wine бутылк=bottle стакан=glass час=clock гитар=guitar пианино=piano скрипк=violin
зонт=umbrella шляп=hat корон=crown меч=sword мяч=ball подар=gift свеч=candle сердц=heart
снеговик=snowman лес=forest гор=mountain мор=sea пляж=beach озер=lake рек=river город=city
улиц=street деревн=village пустын=desert луг=meadow пол=field сад=garden космос=space лун=moon
кухн=kitchen спальн=bedroom библиотек=library офис=office сцен=stage окн=window снег=snow
снеж=snowy дожд=rain туман=fog гроз=thunderstorm шторм=storm облак=clouds закат=sunset
рассвет=sunrise ноч=night вечер=evening утр=morning осен=autumn зим=winter весн=spring
лет=summer акварел=watercolor масл=oil-painting рисунок=drawing карандаш=pencil плакат=poster
красн=red син=blue голуб=blue зелен=green зелён=green желт=yellow жёлт=yellow черн=black
чёрн=black бел=white розов=pink фиолетов=purple коричнев=brown сер=grey оранжев=orange
скач=riding едет=riding держ=holding спит=sleeping спящ=sleeping прыг=jumping беж=running
бег=running танц=dancing сид=sitting лет=flying читa=reading чита=reading готов=cooking
игра=playing плав=swimming больш=big огромн=giant маленьк=small мног=many
"""
_EXACT = """
два=two две=two двое=two три=three трое=three четыре=four пять=five шесть=six семь=seven
восемь=eight на=on в=in под=under за=behind перед=in-front-of рядом=next-to над=above с=with
со=with и=and без=without леса=forest лесу=forest летит=flying летает=flying летящий=flying
летом=summer лето=summer годы=years льва=lion львы=lions قطة=cat قط=cat كلب=dog طائر=bird
طيور=birds حصان=horse دب=bear ثعلب=fox ذئب=wolf أرنب=rabbit بومة=owl سمكة=fish تنين=dragon
أسد=lion فيل=elephant بقرة=cow خروف=sheep جمل=camel جمال=camels فراشة=butterfly نمر=tiger
قرد=monkey رجل=man امرأة=woman فتاة=girl بنت=girl ولد=boy طفل=child أطفال=children ناس=people
جدة=grandmother جد=grandfather ملك=king ملكة=queen فارس=knight طباخ=chef طبيب=doctor
صياد=fisherman رائد=astronaut روبوت=robot بيت=house منزل=house قلعة=castle قصر=castle
مسجد=mosque برج=tower منارة=lighthouse جسر=bridge خيمة=tent شجرة=tree أشجار=trees نخلة=palm
نخيل=palms زهرة=flower زهور=flowers وردة=rose سيارة=car دراجة=bicycle قطار=train قارب=boat
سفينة=ship طائرة=plane صاروخ=rocket بالون=balloon طاولة=table كرسي=chair سرير=bed كتاب=book
قهوة=coffee شاي=tea كعكة=cake خبز=bread تفاحة=apple ساعة=clock عود=guitar مظلة=umbrella
سيف=sword كرة=ball هدية=gift فانوس=lantern قلب=heart غابة=forest جبل=mountain جبال=mountains
بحر=sea شاطئ=beach بحيرة=lake نهر=river مدينة=city شارع=street قرية=village صحراء=desert
حقل=field حديقة=garden فضاء=space قمر=moon هلال=crescent مطبخ=kitchen مكتبة=library ثلج=snow
مطر=rain ضباب=fog عاصفة=storm غيوم=clouds غروب=sunset شروق=sunrise ليل=night ليلا=night
مساء=evening صباح=morning خريف=autumn شتاء=winter ربيع=spring صيف=summer أحمر=red حمراء=red
أزرق=blue زرقاء=blue أخضر=green خضراء=green أصفر=yellow صفراء=yellow أسود=black سوداء=black
أبيض=white بيضاء=white اثنان=two ثلاثة=three ثلاث=three أربعة=four أربع=four خمسة=five خمس=five
في=in على=on تحت=under خلف=behind أمام=in-front-of بجانب=next-to فوق=above مع=with يركب=riding
تركب=riding نائم=sleeping نائمة=sleeping يقرأ=reading تقرأ=reading يجلس=sitting تجلس=sitting
كبير=big صغير=small شعار=logo ملصق=poster 고양이=cat 강아지=dog 개=dog 새=bird 말=horse 곰=bear
여우=fox 토끼=rabbit 소녀=girl 소년=boy 남자=man 여자=woman 로봇=robot 집=house 성=castle
나무=tree 꽃=flower 숲=forest 바다=sea 산=mountain 도시=city 밤=night 비=rain 눈=snow
커피=coffee 책=book 자동차=car बिल्ली=cat कुत्ता=dog घोड़ा=horse हाथी=elephant बाघ=tiger
आदमी=man औरत=woman लड़की=girl लड़का=boy घर=house मंदिर=temple पेड़=tree फूल=flower जंगल=forest
पहाड़=mountain समुद्र=sea रात=night बारिश=rain चाय=tea किताब=book और=and
"""
_KOREAN = """
우산=umbrella 공주=princess 아이=child 아기=child 소파=sofa 책상=table 의자=chair 케이크=cake
피아노=piano 기타=guitar 공룡=dinosaur 용=dragon 눈사람=snowman 하늘=sky 호수=lake 해변=beach
노을=sunset 벚꽃=sakura 산=mountain 강=river 두=two 세=three 네=four 다섯=five 들고=holding
타고=riding 읽고=reading 자고=sleeping 춤추=dancing 달리=running 빨간=red 파란=blue 노란=yellow
검은=black 하얀=white 고양이=cat 강아지=dog 호랑이=tiger 토끼=rabbit 곰=bear 여우=fox 소녀=girl
소년=boy 남자=man 여자=woman 로봇=robot 나무=tree 숲=forest 바다=sea 해변=beach 도시=city
커피=coffee 자동차=car 우주=space
"""
_CHINESE = """
橘猫=orange-cat 白猫=white-cat 黑猫=black-cat 小猫=kitten 小狗=puppy 狗=dog 兔子=rabbit
老虎=tiger 狮子=lion 大象=elephant 猴子=monkey 鸭子=duck 青蛙=frog 蝴蝶=butterfly 鹦鹉=parrot
老鼠=mouse 狼=wolf 熊猫=panda 孔雀=flamingo 鹿=deer 小女孩=girl 小男孩=boy 男孩=boy 老人=old-man
老奶奶=grandmother 奶奶=grandmother 爷爷=grandfather 渔夫=fisherman 武士=samurai 和尚=monk
医生=doctor 厨师=chef 宇航员=astronaut 机器人=robot 国王=king 公主=princess 骑士=knight
沙发=sofa 桌子=table 桌=table 椅子=chair 床=bed 灯笼=lantern 灯=lamp 书=book 杯子=cup 茶=tea
面包=bread 苹果=apple 草莓=strawberry 西瓜=watermelon 蛋糕=cake 饺子=dumplings 手机=phone
电脑=laptop 相机=camera 钢琴=piano 吉他=guitar 雨伞=umbrella 伞=umbrella 帽子=hat 剑=sword
球=ball 礼物=gift 自行车=bicycle 飞机=plane 飞船=spaceship 热气球=hot-air-balloon 气球=balloon
塔=pagoda 寺庙=temple 长城=fortress 亭子=pagoda 树=tree 松树=fir 竹林=bamboo 荷花=lotus
花=flower 海边=beach 海滩=beach 大海=sea 河=river 街道=street 街=street 村庄=village 草地=meadow
草原=meadow 花园=garden 田野=field 月球=lunar 厨房=kitchen 卧室=bedroom 图书馆=library
办公室=office 舞台=stage 客厅=living-room 房间=room 窗=window 下雨=rain 下着雨=rain 下雪=snow
大雪=snow 云海=clouds 云=clouds 夜晚=night 夜景=night 早晨=morning 傍晚=sunset 夕阳=sunset
秋天=autumn 冬天=winter 春天=spring 夏天=summer 水墨画=sumi-e 水彩画=watercolor 剪纸=paper-cut
水彩=watercolor 动漫=anime 卡通=cartoon 复古=vintage 红色=red 蓝色=blue 绿色=green 黄色=yellow
黑色=black 白色=white 粉色=pink 紫色=purple 橙色=orange 棕色=brown 灰色=grey 红=red 蓝=blue
绿=green 金色=gold 两=two 二=two 三=three 四=four 五=five 六=six 七=seven 八=eight 许多=many
一群=herd 坐在=sitting-on 躺在=sleeping-on 睡在=sleeping-on 站在=on 骑着=riding 拿着=holding
抱着=holding 戴着=wearing 弹=playing 睡觉=sleeping 奔跑=running 跳舞=dancing 跳=jumping
飞翔=flying 飞=flying 看书=reading-book 读书=reading-book 做饭=cooking 游泳=swimming
旁边=@next-to 前面=@in-front-of 后面=@behind 上方=@above 下面=@under 没有=without 和=and 与=and
在=at 的= 一只=a 一个=a 一座=a 一条=a 只= 个= 大=big 小=small
"""
_JAPANESE = """
ねこ=cat いぬ=dog うさぎ=rabbit 犬=dog 鳥=bird 馬=horse 狐=fox キツネ=fox クマ=bear
ライオン=lion ペンギン=penguin ドラゴン=dragon 女の子=girl 男の子=boy 女性=woman 男性=man
子ども=child 子供=child おばあさん=grandmother おじいさん=grandfather 侍=samurai 忍者=ninja
宇宙飛行士=astronaut ロボット=robot 家=house 城=castle 神社=shrine 鳥居=gate 灯台=lighthouse
橋=bridge 桜の木=cherry-tree 桜=sakura 木=tree ひまわり=sunflower 車=car 自転車=bicycle
電車=train 船=boat 飛行機=plane ロケット=rocket 気球=hot-air-balloon テーブル=table 机=table
椅子=chair ソファ=sofa ベッド=bed 本=book コーヒー=coffee お茶=tea ケーキ=cake パン=bread
りんご=apple レモン=lemon 寿司=sushi ラーメン=ramen ピザ=pizza 時計=clock ギター=guitar
ピアノ=piano 傘=umbrella 帽子=hat 刀=katana ボール=ball 山=mountain 森=forest 海=sea 浜辺=beach
湖=lake 川=river 町=town 街=city 東京=tokyo 村=village 砂漠=desert 草原=meadow 庭=garden 空=
宇宙=space 月=moon 台所=kitchen 部屋=room 図書館=library 窓=window 雨=rain 雪=snow 霧=fog
雲=clouds 夕焼け=sunset 夕日=sunset 朝=morning 夜=night 秋=autumn 冬=winter 春=spring 夏=summer
水彩画=watercolor 油絵=oil-painting アニメ=anime 浮世絵=ukiyo-e 墨絵=sumi-e 赤い=red 青い=blue
緑の=green 黄色い=yellow 黒い=black 白い=white 赤=red 青=blue 二匹=two 三匹=three 二人=two
三人=three 四匹=four 五匹=five 乗って=riding 乗る=riding 持って=holding 寝ている=sleeping
眠る=sleeping 走る=running 跳ぶ=jumping 踊る=dancing 座って=sitting 座る=sitting 飛ぶ=flying
読む=reading 読んで=reading 料理=cooking の上=@on の下=@under の後ろ=@behind の前=@in-front-of
の隣=@next-to の横=@next-to の中=@in と= , を= で= に= が= は= の=
"""


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split() if "=" in pair)


STEMS: dict[str, str] = _pairs(_RUSSIAN + _KOREAN)
"""beginnings of words, for languages with many endings"""
EXACT: dict[str, str] = _pairs(_EXACT)
"""whole words, Arabic ones without their article"""
SIGNS: dict[str, str] = {
    sign: word.replace("-", " ") if word.endswith("-cat") else word
    for sign, word in _pairs(_CHINESE + _JAPANESE).items()
}
"""words of scripts without spaces; a word that begins with @ stands after what it places"""
