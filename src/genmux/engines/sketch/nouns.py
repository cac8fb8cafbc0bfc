"""Which words name which thing that can be drawn. Data only; `scene.subjects` has the drawings.

Compounds are written with dashes; they win over the words that they are made of. Plurals in -s are
understood by themselves.
"""

from __future__ import annotations

from genmux.engines.sketch.kinds import KINDS

PEOPLE: dict[str, str] = {
    "person": "person people human figure someone hero-shot character model adult traveler "
    "traveller hiker man men guy father friend skater surfer dj barista "
    "musician singer player neighbour neighbor tourist dancer-man boyfriend husband brother "
    "him he climber skier 人 男 男人 мужчина человек hombre mann homme آدم आदमी",
    "sailor": "sailor fisherman captain mariner seaman skipper",
    "woman": "woman women girl lady mother princess dancer ballerina bride actress wife "
    "sister girlfriend she her model-woman yoga 女 女孩 女人 женщина девушка mujer frau femme",
    "astronaut": "astronaut cosmonaut spaceman 宇航员 космонавт",
    "robot": "robot android droid mech cyborg 机器人 ロボット робот",
    "chef": "chef cook baker barman waiter 厨师",
    "doctor": "doctor nurse surgeon scientist chemist pharmacist dentist 医生 врач",
    "knight": "knight soldier paladin crusader gladiator warrior armour armor 骑士",
    "wizard": "wizard sorcerer mage magician merlin druid 巫师",
    "king": "king emperor prince sultan pharaoh 国王",
    "queen": "queen empress 女王",
    "ninja": "ninja samurai assassin shinobi 忍者 侍",
    "child": "child children kid baby toddler boy schoolboy infant 孩子 子供 ребёнок",
    "grandfather": "grandfather grandpa elder old-man elderly-man professor 爷爷 дедушка",
    "grandmother": "grandmother grandma old-woman elderly-woman 奶奶 бабушка",
    "businessman": "businessman manager lawyer banker office-worker",
    "builder": "builder engineer mechanic carpenter construction-worker plumber blacksmith",
    "police": "policeman policewoman police officer pilot guard",
    "firefighter": "firefighter fireman",
    "detective": "detective spy sherlock inspector",
    "cowboy": "cowboy sheriff gunslinger cowgirl",
    "pirate": "pirate buccaneer",
    "viking": "viking barbarian",
    "painter": "painter artist sculptor",
    "hero": "superhero superheroine superman",
    "witch": "witch sorceress",
    "vampire": "vampire dracula",
    "santa": "santa santa-claus father-christmas",
    "angel": "angel fairy cupid",
    "monk": "monk buddha priest",
    "student": "student pupil librarian",
    "runner": "runner athlete jogger footballer sprinter cyclist",
    "farmer": "farmer gardener scarecrow",
    "mermaid": "mermaid siren 美人鱼",
    "alien": "alien extraterrestrial martian",
    "ghost": "ghost spirit phantom spectre",
    "snowman": "snowman 雪人",
}

ANIMALS: dict[str, str] = {
    "cat": "cat kitten kitty feline tabby 猫 gato chat katze кот кошка",
    "dog": "dog puppy puppies corgi husky golden-retriever retriever terrier hound poodle "
    "dalmatian labrador 狗 犬 perro chien hund собака",
    "fox": "fox foxes 狐狸",
    "wolf": "wolf wolves coyote husky-wolf 狼",
    "bear": "bear grizzly teddy-bear teddy 熊 медведь",
    "polarbear": "polar-bear",
    "panda": "panda 熊猫",
    "lion": "lion lioness 狮子",
    "tiger": "tiger 老虎 тигр",
    "leopard": "leopard cheetah panther jaguar lynx",
    "horse": "horse pony stallion mare donkey mule 马 лошадь caballo",
    "unicorn": "unicorn pegasus",
    "zebra": "zebra",
    "giraffe": "giraffe 长颈鹿",
    "deer": "deer stag elk moose reindeer antelope gazelle 鹿",
    "cow": "cow bull buffalo ox bison 牛",
    "pig": "pig piglet boar hog 猪",
    "sheep": "sheep lamb ram 羊",
    "goat": "goat",
    "camel": "camel llama alpaca 骆驼",
    "elephant": "elephant mammoth 大象",
    "rhino": "rhino rhinoceros",
    "rabbit": "rabbit bunny bunnies hare 兔子 кролик",
    "squirrel": "squirrel hamster mouse mice chipmunk rat",
    "monkey": "monkey ape gorilla chimpanzee orangutan lemur 猴子",
    "frog": "frog toad 青蛙",
    "snake": "snake serpent cobra python 蛇",
    "snail": "snail slug",
    "turtle": "turtle tortoise sea-turtle 乌龟",
    "dinosaur": "dinosaur brontosaurus t-rex raptor 恐龙",
    "dragon": "dragon wyvern monster 龙 дракон",
    "bird": "bird gull seagull crow raven dove pigeon crane swallow stork hummingbird 鸟",
    "songbird": "songbird sparrow robin parrot canary finch bluebird woodpecker kingfisher",
    "eagle": "eagle phoenix hawk falcon vulture condor 鹰",
    "owl": "owl 猫头鹰 сова",
    "penguin": "penguin 企鹅",
    "duck": "duck duckling swan goose geese",
    "rooster": "rooster chicken hen cock turkey 鸡",
    "flamingo": "flamingo heron ostrich",
    "fish": "fish fishes goldfish koi salmon tuna trout clownfish 鱼",
    "shark": "shark dolphin orca",
    "whale": "whale 鲸鱼 кит",
    "octopus": "octopus squid kraken",
    "jellyfish": "jellyfish",
    "crab": "crab lobster",
    "shell": "seashell shell clam",
    "butterfly": "butterfly moth dragonfly 蝴蝶",
    "bee": "bee bumblebee wasp honeybee",
}

RIDES: dict[str, str] = {
    "car": "car taxi automobile sedan vehicle sportscar sports-car ferrari porsche suv racecar 车 "
    "汽车 машина coche auto",
    "truck": "bus van minibus tram camper school-bus",
    "lorry": "truck lorry wagon fire-truck",
    "train": "train locomotive railway steam-train 火车 поезд",
    "bicycle": "bicycle bike mountain-bike 自行车",
    "motorcycle": "motorcycle motorbike scooter vespa",
    "boat": "boat sailboat yacht sailing canoe kayak sailing-boat fishing-boat 船 лодка",
    "ship": "ship cruise-ship steamer ferry vessel cargo-ship",
    "submarine": "submarine",
    "plane": "plane airplane aeroplane aircraft jet airliner paper-plane 飞机 самолёт",
    "helicopter": "helicopter chopper drone",
    "rocket": "rocket spaceship spacecraft shuttle starship space-shuttle launch 火箭 ракета",
    "saucer": "ufo flying-saucer",
    "balloon": "balloon airship zeppelin hot-air-balloon",
    "tractor": "tractor harvester bulldozer excavator",
}

PLACES: dict[str, str] = {
    "house": "house cottage cabin tree-house home roof hut barn villa farmhouse mansion 房子 дом "
    "casa haus",
    "castle": "castle palace fortress citadel 城堡 замок",
    "church": "church cathedral chapel monastery",
    "pagoda": "pagoda temple shrine torii 寺 神社",
    "tower": "eiffel-tower eiffel",
    "skyscraper": "skyscraper office-building",
    "lighthouse": "lighthouse beacon 灯塔 маяк",
    "windmill": "windmill mill",
    "turbine": "wind-turbine turbine wind-farm",
    "tent": "tent campsite camping circus yurt tipi",
    "bridge": "bridge golden-gate 桥 мост",
    "pyramid": "pyramid sphinx",
    "igloo": "igloo",
    "fountain": "fountain",
    "statue": "statue sculpture bust monument",
    "tree": "tree oak bonsai maple 树 дерево",
    "blossom": "cherry-tree cherry-blossom sakura blossom blossoms magnolia 樱花 桜",
    "palm": "palm palm-tree coconut",
    "firtree": "christmas-tree fir",
    "cactus": "cactus cacti succulent 仙人掌",
    "flower": "flower daisy lily orchid lotus poppy lavender 花 цветок",
    "sunflower": "sunflower 向日葵",
    "tulip": "tulip",
    "rose": "rose roses 玫瑰",
    "bouquet": "bouquet flower-arrangement wedding",
    "wheat": "wheat barley cornfield wheat-field",
    "houseplant": "houseplant potted-plant plant monstera fern",
    "mushroom": "mushroom toadstool 蘑菇",
}

GOODS: dict[str, str] = {
    "cup": "cup coffee tea mug espresso latte cappuccino teapot coffee-shop coffee-cup 咖啡 кофе",
    "bottle": "bottle perfume potion jar cosmetics skincare shampoo lotion wine-bottle",
    "glass": "wine cocktail martini champagne wine-glass",
    "beer": "beer juice lemonade smoothie pint",
    "pizza": "pizza",
    "bowl": "ramen noodles soup bowl salad rice pasta spaghetti curry stew pho 面条 ラーメン",
    "sushi": "sushi sashimi 寿司",
    "icecream": "ice-cream gelato sundae popsicle sorbet",
    "bread": "bread loaf bakery croissant baguette bun toast",
    "donut": "donut doughnut bagel",
    "cake": "cake cupcake birthday birthday-cake pastry dessert pie muffin 蛋糕",
    "burger": "burger hamburger sandwich cheeseburger fast-food",
    "breakfast": "breakfast eggs egg bacon omelette meal food dish pancake",
    "fruit": "apple fruit peach tomato pear cherry mango 苹果 яблоко",
    "banana": "banana",
    "berry": "strawberry strawberries berry berries raspberry",
    "citrus": "lemon lime grapefruit citrus tangerine oranges",
    "melon": "watermelon melon",
    "pumpkin": "pumpkin jack-o'-lantern halloween squash",
    "phone": "phone smartphone iphone mobile app tablet",
    "laptop": "laptop computer notebook pc keyboard monitor",
    "screen": "tv television screen cinema",
    "camera": "camera dslr photo-camera",
    "headphones": "headphones headset earphones",
    "gamepad": "gamepad controller console joystick video-game gaming",
    "watch": "watch wristwatch wrist-watch smartwatch",
    "clock": "clock alarm-clock time timepiece deadline",
    "hourglass": "hourglass sandglass",
    "bulb": "lightbulb light-bulb bulb idea creativity invention",
    "lamp": "lantern candle torch diwali",
    "book": "book novel magazine newspaper diary scroll reading poem 书 книга",
    "letter": "letter envelope mail email postcard newsletter",
    "gift": "gift present gift-box presents",
    "key": "key keys",
    "coin": "coin coins money cash finance dollar investment",
    "trophy": "trophy prize champion winner victory success cup-final",
    "guitar": "guitar ukulele bass banjo 吉他",
    "piano": "piano pianist grand-piano 钢琴",
    "violin": "violin cello fiddle orchestra",
    "drums": "drum drums drummer drum-kit percussion",
    "trumpet": "trumpet trombone horn",
    "sax": "saxophone sax jazz",
    "microphone": "microphone mic karaoke podcast concert",
    "note": "music melody song musical-note concerto symphony",
    "ball": "ball football basketball soccer sphere orb globe marbles tennis beach-ball",
    "gem": "gem diamond crystal jewel diamond-ring wedding-ring engagement-ring golden-ring ruby "
    "emerald treasure jewellery jewelry",
    "heart": "heart love valentine romance",
    "star": "star badge medal award",
    "crown": "crown royal tiara",
    "shoe": "shoe sneaker boot nike trainers heels",
    "hat": "hat cap fedora sombrero",
    "bag": "bag backpack handbag suitcase luggage purse",
    "spectacles": "glasses sunglasses spectacles eyewear",
    "umbrella": "umbrella parasol 雨伞 зонт",
    "sword": "sword blade dagger katana excalibur",
    "chair": "chair armchair stool throne",
    "sofa": "sofa couch living-room lounge",
    "bed": "bed bedroom pillow",
    "table": "desk table dining-table",
    "shelves": "library bookshelf bookstore bookshop bookcase",
    "fireplace": "campfire bonfire fireplace fire flame flames",
    "cloud": "cloud clouds",
}

_NEW = {
    "people": "businesswoman girl scholar legionary worker boxer",
    "animals": "ladybird raccoon otter hedgehog koala kangaroo hippo",
    "rides": "skateboard galleon breaker",
    "places": "shop stall hall block gate mosque volcano keep island planet",
    "goods": "plate taco dish basket device parcel chest pencil bench standlamp shirt flag "
    "toyballoon hotdog fence scarf vase kite",
}
"""things whose words are all in `kinds`"""


def _with_kinds(own: dict[str, str], more: str) -> dict[str, str]:
    """The table with the further words of each of its things."""
    return {
        key: f"{words} {KINDS.get(key, '')}"
        for key, words in {**own, **dict.fromkeys(_NEW[more].split(), "")}.items()
    }


PEOPLE = _with_kinds(PEOPLE, "people")
ANIMALS = _with_kinds(ANIMALS, "animals")
RIDES = _with_kinds(RIDES, "rides")
PLACES = _with_kinds(PLACES, "places")
GOODS = _with_kinds(GOODS, "goods")
SUBJECTS: dict[str, str] = {**PEOPLE, **ANIMALS, **RIDES, **PLACES, **GOODS}
