"""More words for the things of `nouns`: of each thing the many that it can stand for. Data only."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "person": "handshake hands-shaking shaking-hands gentleman guy-man lad youth teenager teen "
    "pedestrian commuter passenger customer vendor merchant seller shopkeeper salesman "
    "fan audience hipster dad daddy uncle groom nomad villager citizen stranger rapper "
    "drummer-man guitarist violinist conductor speaker presenter host influencer gamer "
    "programmer developer coder designer photographer blogger journalist reporter tailor "
    "cobbler potter weaver watchmaker craftsman artisan inventor shaman poet writer "
    "author philosopher shepherd rider jockey fisher hunter archer ranger driver "
    "skateboarder snowboarder golfer swimmer diver-man gymnast wrestler yogi bodybuilder "
    "weightlifter trainer coach referee goalkeeper caveman prisoner beggar clown "
    "magician-man mime juggler acrobat",
    "woman": "mom mum mommy aunt lady-woman geisha businesslady ballerina-woman flapper nun maid "
    "housewife heroine goddess nymph elf-woman model-girl flamenco-dancer yogini "
    "stewardess figure-skater noblewoman duchess damsel maiden cellist-woman seamstress "
    "fortune-teller",
    "businesswoman": "businesswoman stewardess-chief ceo-woman saleswoman congresswoman",
    "girl": "daughter little-girl young-girl small-girl schoolgirl toddler-girl goldilocks "
    "little-red-riding-hood",
    "child": "son little-boy young-boy small-boy schoolkid schoolchild schoolchildren preschooler "
    "children's",
    "scholar": "archaeologist explorer adventurer paleontologist geologist historian botanist "
    "biologist indiana-jones entomologist naturalist",
    "doctor": "veterinarian vet paramedic researcher physicist biochemist astronomer therapist "
    "psychologist physician lab-technician mathematician einstein",
    "legionary": "legionary legionaries centurion roman-soldier spartan hoplite trojan roman "
    "romans "
    "gladiators legion",
    "knight": "soldiers warlord mercenary templar night-watch king-arthur",
    "worker": "shopworker barber hairdresser butcher bartender cashier janitor waitress welder "
    "electrician factory-worker miner lumberjack craftswoman postman mailman courier "
    "delivery-man driver-man",
    "boxer": "boxer fighter kickboxer martial-artist karate mma",
    "runner": "football-player soccer-player basketball-player tennis-player baseball-player "
    "volleyball-player rugby-player hockey-player player-athlete marathon-runner athletes "
    "runners goalie quarterback striker",
    "grandfather": "senior-man old-gentleman gandalf-man",
    "wizard": "gandalf dumbledore warlock necromancer alchemist",
    "king": "knight-king caesar napoleon monarch tsar",
    "queen": "cleopatra duchess-queen ice-queen princess-queen",
    "ninja": "ronin shogun kung-fu",
    "astronaut": "spacewalker space-traveler taikonaut",
    "robot": "cyborgs automaton terminator humanoid-robot robotic mechs",
    "ghost": "ghosts wraith poltergeist",
    "alien": "aliens extraterrestrials",
    "angel": "fairies pixie elf tinkerbell",
    "vampire": "zombie undead skeleton frankenstein werewolf-man",
    "monk": "buddhist lama guru bishop pope imam rabbi",
    "businessman": "teacher tutor lecturer ceo executive entrepreneur accountant politician "
    "president "
    "salesperson office-workers waiter-man butler",
    "cat": "cats siamese persian-cat maine-coon tomcat",
    "dog": "pug bulldog beagle dachshund chihuahua german-shepherd border-collie collie shiba "
    "shiba-inu greyhound rottweiler dogs pup",
    "raccoon": "raccoon racoon badger skunk red-panda possum",
    "otter": "otter beaver weasel ferret mink seal sea-lion walrus platypus mole",
    "hedgehog": "hedgehog porcupine echidna",
    "squirrel": "squirrels chipmunks guinea-pig gerbil",
    "koala": "koala sloth wombat",
    "kangaroo": "kangaroo wallaby",
    "hippo": "hippo hippopotamus tapir",
    "polarbear": "yeti",
    "bear": "bears teddybear bear-cub cubs",
    "lion": "lions lion-king simba",
    "leopard": "ocelot puma cougar bobcat snow-leopard",
    "horse": "horses mustang foal",
    "deer": "bambi fawn caribou roe",
    "rabbit": "bunny-rabbit hares",
    "snake": "viper anaconda worm caterpillar eel lizard iguana chameleon gecko salamander "
    "crocodile alligator",
    "dinosaur": "tyrannosaurus tyrannosaurus-rex triceratops stegosaurus godzilla diplodocus",
    "dragon": "dragons hydra griffin gryphon",
    "bird": "birds albatross pelican puffin sandpiper magpie starling swift",
    "songbird": "hummingbird-perched nightingale toucan parakeet cockatoo macaw peacock blue-tit "
    "goldfinch cardinal",
    "fish": "piranha angelfish betta carp anglerfish pufferfish seahorse sardine",
    "shark": "dolphins sharks swordfish stingray manta-ray",
    "octopus": "cuttlefish octopuses cthulhu",
    "crab": "scorpion shrimp prawn spider tarantula beetle ant ants insect",
    "butterfly": "butterflies",
    "shell": "oyster snail-shell starfish",
    "car": "cars racing-car race-car convertible limousine jeep tesla lamborghini mustang-car "
    "roadster hatchback pickup vintage-car classic-car beetle-car bmw mercedes",
    "truck": "buses coach-bus camper-van rv food-truck ice-cream-truck van-life double-decker",
    "lorry": "firetruck ambulance garbage-truck tank-truck dump-truck tank armoured-car",
    "train": "bullet-train tgv shinkansen freight-train monorail steam-locomotive",
    "plane": "fighter-jet biplane glider jumbo-jet seaplane airplanes",
    "helicopter": "quadcopter drones",
    "galleon": "galleon pirate-ship viking-ship longship sailing-ship tall-ship caravel schooner "
    "windjammer",
    "breaker": "giant-wave big-wave huge-wave great-wave massive-wave tsunami breaker",
    "fence": "fence picket-fence railing hedge",
    "hotdog": "hot-dog hotdog hot-dogs",
    "ladybird": "ladybug ladybird",
    "ship": "titanic warship aircraft-carrier battleship tanker frigate ferry-boat",
    "boat": "rowboat gondola dinghy raft kayak-boat catamaran speedboat junk-boat viking-ship "
    "longship",
    "rocket": "spaceships spacex space-station satellite missile falcon starships",
    "skateboard": "skateboard surfboard snowboard longboard hoverboard sled sledge",
    "motorcycle": "harley quad moped",
    "tractor": "combine forklift crane-truck digger",
    "house": "bungalow chalet treehouse homes houses dollhouse suburb shack lodge townhouse "
    "gingerbread-house stable garage greenhouse",
    "shop": "shop store bakery-shop boutique café-front cafe-front flower-shop storefront "
    "supermarket pharmacy bookstore-front bistro pizzeria pub diner small-bakery",
    "stall": "stall lemonade-stand hot-dog-stand fruit-stand food-stand newsstand market "
    "market-stall street-market bazaar souk kiosk food-stall food-cart",
    "hall": "hall museum parthenon greek-temple roman-temple bank courthouse colosseum coliseum "
    "ancient-temple-greek mausoleum capitol acropolis university theatre-building",
    "block": "building apartment-building apartment-block hotel hospital factory school-building "
    "warehouse airport headquarters mall",
    "keep": "tower watchtower bell-tower stone-tower wizard-tower leaning-tower lookout turret "
    "towers-of",
    "gate": "gate archway arch stone-gate city-gate portal gateway wall-gate brandenburg-gate",
    "mosque": "mosque taj-mahal hagia-sophia minaret dome",
    "castle": "chateau stronghold fort camelot hogwarts alhambra neuschwanstein crystal-palace",
    "church": "basilica notre-dame abbey kremlin sagrada-familia",
    "pagoda": "pagodas dojo great-wall forbidden-city japanese-temple buddhist-temple ruins "
    "hindu-temple angkor-wat ziggurat",
    "skyscraper": "skyscrapers high-rise burj-khalifa empire-state-building tower-block big-ben "
    "clock-tower",
    "statue": "statue-of-liberty bust-of sculptures obelisk tombstone totem gravestone",
    "volcano": "volcano eruption lava",
    "island": "island islands atoll islet",
    "planet": "saturn jupiter exoplanet black-hole earth-planet",
    "tree": "birch willow apple-tree olive-tree elm beech tree-of-life banyan baobab",
    "firtree": "pine-tree pine spruce cedar",
    "palm": "palms",
    "flower": "hibiscus iris peony daffodil marigold dandelion carnation jasmine camellia "
    "chrysanthemum violet-flower bluebell hydrangea blossoming-flower wildflowers dahlia "
    "anemone cosmos-flower",
    "bouquet": "bouquets wreath",
    "houseplant": "aloe bamboo-plant ivy plants potted-plants terrarium herb basil",
    "mushroom": "mushrooms fungi",
    "plate": "saucer steak dumplings chicken-dish kebab meatballs lasagna paella risotto schnitzel "
    "stir-fry seafood roast turkey-dinner gyoza dim-sum plate tapas lunch dinner cuisine "
    "dishes barbecue bbq ribs sausage fries french-fries cheese omelet falafel gnocchi "
    "ravioli",
    "taco": "taco tacos burrito quesadilla nachos fajita",
    "bowl": "porridge cereal acai-bowl poke-bowl chili goulash noodle broth gazpacho bibimbap "
    "oatmeal",
    "cake": "cheesecake brownie macaron macarons tiramisu pudding tart cookie cookies chocolate "
    "candy sweets cupcakes blueberry-muffin",
    "breakfast": "pancakes waffle waffles brunch avocado-toast",
    "bread": "croissants pretzel rolls sourdough baguettes",
    "berry": "blueberry blueberries blackberry cranberry gooseberry currant grape grapes cherries",
    "fruit": "apples plum apricot pomegranate kiwi fig avocado onion potato pepper eggplant beet "
    "vegetable vegetables cabbage fruits tomatoes peaches",
    "citrus": "orange-fruit lemons limes pineapple",
    "banana": "bananas plantain",
    "pumpkin": "pumpkins zucchini gourd",
    "melon": "watermelons cantaloupe",
    "cup": "mugs teacup hot-chocolate cocoa cappuccinos matcha milk teacups coffee-mug chai",
    "glass": "glass-of-wine red-wine white-wine whiskey vodka soda cola cocktails mojito "
    "champagne-glass drink water-glass milkshake",
    "beer": "beers ale orange-juice iced-tea iced-coffee smoothies",
    "bottle": "jug carafe bottles flask vial wine-bottles ketchup oil-bottle nail-polish lipstick "
    "serum perfume-bottle honey honey-jar jam spray can soda-can beer-bottle water-bottle "
    "bottle-of-beer thermos cream-jar",
    "dish": "empty-bowl wooden-bowl fruit-bowl ceramic-bowl pot cauldron pan plate-bowl saucepan "
    "urn pottery",
    "basket": "basket picnic-basket nest crate bucket",
    "device": "machine apparatus device gadget contraption engine generator vending-machine "
    "printer "
    "coffee-machine espresso-machine washing-machine toaster oven microwave fridge "
    "refrigerator blender radio jukebox speaker-box telescope microscope typewriter "
    "projector turbine-engine time-machine arcade-machine arcade slot-machine atm server "
    "reactor 3d-printer instrument appliance stove router motor synthesizer turntable "
    "gramophone telephone sewing-machine",
    "parcel": "mailbox postbox box cardboard-box package parcel boxes packaging cube crate-box "
    "dice "
    "cubes briefcase",
    "chest": "treasure-chest treasure-trove chest",
    "pencil": "pencil-case pen-nib pencils crayon crayons paintbrush pen quill",
    "bench": "bench park-bench swing",
    "standlamp": "lamp lamps floor-lamp table-lamp desk-lamp chandelier street-lamp streetlamp "
    "lamppost street-light",
    "shirt": "shirt-mockup t-shirt-mockup plain-t-shirt",
    "kite": "kite kites",
    "vase": "vase flower-vase amphora",
    "scarf": "scarf shawl bandana",
    "flag": "flag flags banner-flag pennant",
    "toyballoon": "party-balloon toy-balloon party-balloons toy-balloons balloon-string",
    "screen": "monitor-screen display computer-screen whiteboard painting-frame picture-frame "
    "mirror",
    "phone": "phones mobile-phone iphone-15 cellphone",
    "laptop": "laptops macbook desktop-computer",
    "clock": "clocks pocket-watch sundial grandfather-clock stopwatch",
    "gem": "pearl pearls pearl-earring gems gemstone diamonds crystals amethyst sapphire "
    "necklace earrings bracelet",
    "key": "golden-key keyhole padlock lock",
    "sword": "swords lightsaber spear axe knife scythe dagger-knife",
    "hat": "hats top-hat straw-hat helmet beret turban",
    "shoe": "shoes sneakers boots sandals slippers running-shoe running-shoes high-heels",
    "bag": "bags tote purse-bag shopping-bag rucksack schoolbag",
    "chair": "chairs rocking-chair office-chair bar-stool wheelchair deck-chair",
    "sofa": "sofas loveseat",
    "fireplace": "stove-fire hearth bonfires flames-fire phoenix-fire",
    "guitar": "guitars electric-guitar acoustic-guitar lute mandolin harp sitar",
    "drums": "drumset bongo djembe",
    "trumpet": "flute clarinet bagpipes tuba",
    "piano": "keyboard-piano organ accordion",
    "microphone": "microphones",
    "ball": "balls golf-ball baseball volleyball bowling-ball tennis-ball snow-globe crystal-ball "
    "yarn soap-bubble bubbles football-ball soccer-ball basket-ball",
    "trophy": "trophies goblet chalice grail",
    "letter": "letters document paper certificate passport map",
    "book": "books textbook notebook-book spellbook comic-book-page bible",
    "table": "tables counter countertop workbench tabletop coffee-table wooden-table",
}
