"""Which words mean which thing. Data only; `words` reads it, `scene` draws the things."""

from __future__ import annotations

SUBJECTS: dict[str, str] = {
    "person": "person people human figure someone hero character model adult traveler traveller "
    "hiker worker chef doctor teacher student athlete runner boy man men guy father king prince "
    "pilot nurse artist painter child children kid kids baby elder friend "
    "friends couple crowd skater surfer dj barista scientist "
    "soldier samurai ninja knight wizard monk farmer musician singer player 人 男",
    "sailor": "sailor sailors fisherman captain mariner seaman skipper",
    "woman": "woman women girl lady mother queen princess dancer ballerina bride actress "
    "grandmother wife daughter sister she her 女",
    "astronaut": "astronaut cosmonaut spaceman 宇航员",
    "robot": "robot robots android droid mech cyborg machine 机器人",
    "cat": "cat cats kitten kittens kitty feline tabby 猫 gato chat katze",
    "dog": "dog dogs puppy puppies corgi husky retriever terrier hound 狗 perro chien hund",
    "fox": "fox foxes coyote 狐狸",
    "wolf": "wolf wolves",
    "bear": "bear bears panda grizzly teddy 熊",
    "lion": "lion lions lioness tiger tigers leopard cheetah panther 狮子",
    "horse": "horse horses pony stallion mare unicorn zebra donkey 马",
    "deer": "deer stag elk moose reindeer antelope gazelle giraffe",
    "cow": "cow cows bull buffalo ox sheep goat lamb pig",
    "elephant": "elephant elephants mammoth rhino hippo",
    "rabbit": "rabbit rabbits bunny bunnies hare mouse squirrel hamster",
    "bird": "bird birds eagle hawk parrot sparrow crow raven owl dove gull seagull penguin chicken "
    "duck swan crane phoenix 鸟",
    "fish": "fish fishes goldfish koi shark whale dolphin salmon tuna 鱼",
    "butterfly": "butterfly butterflies moth bee dragonfly fairy",
    "dragon": "dragon dragons dinosaur wyvern monster 龙",
    "car": "car cars taxi automobile sedan vehicle sportscar ferrari porsche suv racecar 车",
    "truck": "truck bus van lorry train tram wagon",
    "bicycle": "bicycle bike motorcycle motorbike scooter cyclist",
    "boat": "boat boats ship ships sailboat yacht sailing vessel pirate canoe 船",
    "plane": "plane airplane aeroplane aircraft jet airliner drone helicopter",
    "rocket": "rocket rockets spaceship spacecraft shuttle starship launch 火箭",
    "balloon": "balloon balloons airship zeppelin",
    "house": "house houses cottage cabin home hut barn villa farmhouse 房子",
    "castle": "castle castles palace fortress tower temple cathedral church 城堡",
    "lighthouse": "lighthouse beacon",
    "windmill": "windmill windmills mill turbine",
    "tree": "tree trees oak bonsai cherry blossom sakura maple 树",
    "flower": "flower flowers rose roses tulip sunflower daisy bouquet lotus lily plant 花",
    "mushroom": "mushroom mushrooms toadstool",
    "cup": "cup coffee tea mug espresso latte cappuccino teapot 咖啡",
    "bottle": "bottle perfume wine beer potion jar vase cosmetics skincare",
    "phone": "phone smartphone iphone mobile app tablet screen",
    "laptop": "laptop computer notebook pc keyboard monitor",
    "book": "book books novel library magazine diary scroll",
    "cake": "cake cakes cupcake birthday pastry dessert donut pie",
    "burger": "burger hamburger sandwich pizza food meal noodles ramen sushi",
    "fruit": "apple apples orange fruit lemon peach tomato strawberry pear pumpkin",
    "guitar": "guitar violin instrument piano band bass ukulele",
    "ball": "ball football basketball soccer sphere orb globe marble tennis",
    "gem": "gem diamond crystal jewel ring gold ruby emerald treasure",
    "heart": "heart love valentine romance romantic",
    "star": "star stars badge medal award",
    "crown": "crown royal tiara",
    "shoe": "shoe shoes sneaker sneakers boot boots nike",
    "lamp": "lamp lantern candle torch lightbulb bulb",
    "cloud": "cloud clouds",
}

SEVERAL = frozenset({"fish", "fishes", "birds", "gulls", "seagulls"})
"""words that mean some of a kind, where no number or article stands before them"""

SETTINGS: dict[str, str] = {
    "space": "space galaxy cosmos cosmic universe nebula planet planets orbit orbiting mars moon "
    "lunar asteroid interstellar astronaut rocket spaceship 太空 星空",
    "underwater": "underwater ocean-floor reef coral fish shark whale dolphin submarine aquarium "
    "diving diver mermaid jellyfish seabed",
    "sea": "sea ocean beach coast coastal shore island waves wave boat ship yacht sailing sailboat "
    "surf surfing surfer lighthouse harbor harbour seaside bay lagoon pirate 海",
    "lake": "lake river pond lakeside stream waterfall fjord reflection",
    "city": "city street downtown skyline urban skyscraper skyscrapers building buildings tokyo "
    "york london paris metropolis cyberpunk alley road highway traffic town taxi bus subway 城市",
    "forest": "forest woods woodland jungle rainforest trees grove bamboo mushroom fairy 森林",
    "desert": "desert dune dunes sahara cactus sand canyon camel pyramid egypt western 沙漠",
    "snow": "snow snowy winter arctic ice glacier ski skiing blizzard christmas polar penguin 雪",
    "mountains": "mountain mountains alps peak peaks summit cliff himalaya volcano hiking hiker "
    "valley dragon eagle 山",
    "room": "room indoor indoors interior kitchen bedroom office cafe café restaurant desk table "
    "sofa couch window living coffee tea cup book laptop library studio-apartment classroom",
    "studio": "studio product portrait headshot logo icon isolated closeup close-up minimal "
    "minimalist perfume bottle cosmetic sneaker phone smartphone packshot podium badge emblem "
    "sticker white-background 产品",
    "hills": "hill hills field fields meadow meadows grass garden farm countryside park prairie "
    "windmill balloon village vineyard lawn pasture 花园",
}

TIMES: dict[str, str] = {
    "night": "night midnight dark nighttime moonlight moonlit stars starry nocturnal aurora 夜",
    "sunset": "sunset dusk evening golden twilight orange-sky sundown 日落 黄昏",
    "dawn": "dawn sunrise morning daybreak early pastel 日出",
    "day": "day daytime noon midday sunny bright afternoon clear daylight",
}

WEATHERS: dict[str, str] = {
    "rain": "rain rainy raining drizzle storm stormy thunderstorm wet monsoon 雨",
    "snowfall": "snowing snowfall snowflakes blizzard snowstorm snow christmas 雪",
    "fog": "fog foggy mist misty haze hazy smoke smoky 雾",
    "cloudy": "cloudy clouds overcast gloomy storm stormy grey-sky",
    "petals": "petals blossom sakura blossoms confetti leaves autumn falling",
    "fireflies": "fireflies magical magic sparkles glowing enchanted fairy dust embers",
}

STYLES: dict[str, str] = {
    "mono": "monochrome black-and-white noir grayscale greyscale 黑白",
    "pixel": "pixel pixelart pixelated 8-bit 8bit 16-bit voxel retro-game",
    "watercolour": "watercolor watercolour aquarelle gouache wash 水彩",
    "pencil": "pencil sketch drawing charcoal lineart line-art ink doodle engraving 素描",
    "vintage": "vintage retro sepia old-fashioned nostalgic 1950s 1970s polaroid film-grain",
    "neon": "neon cyberpunk synthwave vaporwave futuristic blade-runner hologram 赛博朋克",
    "dreamy": "dreamy soft ethereal surreal dreamlike bokeh blurred glow",
    "vivid": "vivid vibrant colorful colourful saturated pop-art cartoon anime comic",
}

LAYOUTS: dict[str, str] = {
    "poster": "poster flyer advertisement banner travel-poster movie-poster book-cover album-cover "
    "magazine-cover 海报",
    "logo": "logo logotype emblem brand-mark app-icon icon sticker",
    "isometric": "isometric diorama low-poly",
}
"""how the whole is arranged"""

NUMBERS: dict[str, int] = {
    "two": 2, "both": 2, "pair": 2, "couple": 2, "twin": 2, "2": 2,
    "three": 3, "several": 3, "many": 3, "some": 3, "group": 3, "herd": 3, "flock": 3, "3": 3,
    "four": 3, "five": 3, "trio": 3,
}  # fmt: skip
"""how many are drawn; a small picture has no room for more than three"""

MOVES: dict[str, str] = {
    "zoom_in": "zoom-in push-in dolly-in zooms closer approach push zoom dolly close-up",
    "zoom_out": "zoom-out pull-out dolly-out pull-back reveal retreat wide-shot",
    "pan_left": "pan-left left truck-left",
    "pan_right": "pan-right right truck-right tracking track pan pans panning follow",
    "tilt_up": "tilt-up up rise rising ascend crane-up crane launch flying tilt",
    "tilt_down": "tilt-down down descend falling crane-down",
    "orbit": "orbit orbiting around rotate rotating spin spinning circling 360",
    "still": "static still locked fixed tripod motionless",
    "shake": "handheld shaky shake running chase explosion action",
}

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (214, 52, 48),
    "crimson": (180, 24, 50),
    "scarlet": (226, 50, 40),
    "orange": (240, 132, 40),
    "amber": (245, 176, 52),
    "yellow": (246, 208, 64),
    "gold": (222, 176, 72),
    "golden": (222, 176, 72),
    "lime": (164, 206, 58),
    "green": (70, 156, 84),
    "emerald": (28, 148, 104),
    "teal": (30, 138, 140),
    "turquoise": (56, 190, 184),
    "cyan": (70, 200, 222),
    "blue": (52, 104, 200),
    "navy": (30, 46, 96),
    "indigo": (72, 64, 170),
    "purple": (132, 74, 176),
    "violet": (142, 92, 206),
    "magenta": (206, 58, 158),
    "pink": (240, 138, 172),
    "brown": (128, 86, 54),
    "beige": (222, 202, 168),
    "white": (246, 246, 242),
    "black": (38, 38, 44),
    "grey": (138, 142, 148),
    "gray": (138, 142, 148),
    "silver": (190, 196, 204),
}
