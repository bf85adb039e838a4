#include "app/seed/words.hpp"

#include <array>

namespace baro {

namespace {

constexpr std::array<StoreWords, demo_stores> stores = {{
  {"모노하우스", "MH", "선과 여백만 남긴 미니멀 데일리웨어. 오래 입을수록 편안한 옷을 만듭니다."},
  {"PLAIN DAY", "PD", "아무 날도 아닌 날을 위한 기본. 잘 만든 한 벌이 하루를 바꿉니다."},
  {"결 스튜디오", "GS", "원단의 결을 그대로 살린 컨템포러리 브랜드입니다."},
  {"NOON ROOM", "NR", "한낮의 빛처럼 담담한 색을 모았습니다."},
  {"담백", "DB", "꾸미지 않아 더 오래 보이는 옷, 담백입니다."},
  {"Atelier Yeon", "AY", "작은 작업실에서 패턴부터 봉제까지 직접 합니다."},
  {"무채색상점", "MC", "검정과 하양, 그 사이의 모든 회색을 팝니다."},
  {"SLOW LINE", "SL", "천천히 고르고 오래 입는 사람들을 위한 옷장입니다."},
  {"BLOCKPARTY SEOUL", "BP", "서울의 밤과 음악에서 시작한 스트리트 브랜드입니다."},
  {"후디클럽", "HC", "후디 하나는 정말 잘 만듭니다. 450g 헤비 코튼만 씁니다."},
  {"언더패스", "UP", "지하보도의 조명 아래에서 찾은 색과 핏."},
  {"NIGHT BUS", "NB", "막차를 타는 사람들의 편한 실루엣."},
  {"골목상회", "GM", "골목에서 놀던 그 시절의 오버핏을 다시 꺼냈습니다."},
  {"ROUGH CUT", "RC", "거칠게 자르고 단단하게 박았습니다."},
  {"을지스트릿", "EJ", "을지로 간판의 색을 입은 스트리트웨어."},
  {"LOUD KID", "LK", "조용한 옷장에 소리 하나를 더합니다."},
  {"오월의리본", "OR", "리본과 레이스, 오월의 햇살을 닮은 옷을 소개합니다."},
  {"Petit Lune", "PL", "달빛처럼 은은한 로맨틱 무드의 데일리룩."},
  {"살구빛오후", "SO", "살구색 오후의 산책에 어울리는 옷들."},
  {"MAISON ROSE", "MR", "꽃무늬를 가장 예쁘게 입는 방법을 압니다."},
  {"봄봄양장", "BB", "할머니의 양장점에서 배운 바느질로 만듭니다."},
  {"레이스다방", "LD", "오래된 다방의 커튼처럼 사랑스러운 디테일."},
  {"Belle Heure", "BH", "가장 아름다운 시간을 위한 원피스와 블라우스."},
  {"연희정원", "YG", "연희동 작은 정원에서 찾은 색으로 옷을 짓습니다."},
  {"종로테일러", "JT", "삼대째 이어 온 테일러링을 매일 입는 옷으로."},
  {"OXFORD ROW", "OX", "옥스퍼드 셔츠 한 장에서 시작한 클래식 웨어."},
  {"한남클래식", "HN", "유행보다 오래 가는 재단을 고집합니다."},
  {"The Gentle Row", "GR", "점잖지만 지루하지 않은 비즈니스 캐주얼."},
  {"백년양복", "BY", "백 년 입을 마음으로 원단을 고릅니다."},
  {"WOOL & LINEN", "WL", "겨울엔 울, 여름엔 린넨. 소재가 전부입니다."},
  {"정동수트", "JD", "정동길을 걷기 좋은 재킷과 슬랙스."},
  {"Heritage Park", "HP", "브리티시 헤리티지를 서울의 계절에 맞췄습니다."},
  {"산책클럽", "SC", "동네 한 바퀴를 위한 가볍고 튼튼한 옷."},
  {"WEEKEND LOG", "WK", "주말을 기록하는 캐주얼 웨어."},
  {"캠프남산", "CN", "남산에서 캠핑까지, 도시와 자연 사이의 옷."},
  {"RUN HANGANG", "RH", "한강을 달리는 사람들이 만든 브랜드입니다."},
  {"제주데님", "JJ", "제주의 물로 워싱한 데님을 소개합니다."},
  {"BLUE STITCH", "BS", "바늘땀까지 파란 데님 전문 스토어."},
  {"구두방 성수", "GB", "성수동 장인이 한 켤레씩 만드는 가죽 신발과 가방."},
  {"SEONGSU SOLE", "SS", "편한 창에서 시작하는 좋은 하루."},
}};

constexpr std::array districts
  = {"서울특별시 성동구 성수이로",   "서울특별시 마포구 와우산로",  "서울특별시 용산구 한남대로",
     "서울특별시 중구 을지로",       "서울특별시 종로구 돈화문로",  "서울특별시 강남구 압구정로",
     "부산광역시 수영구 광안해변로", "제주특별자치도 제주시 관덕로"};

using Words = std::array<std::string_view, 6>;

// By category: tops, bottoms, outer, dresses, knitwear, shoes, bags, accessories.
constexpr std::array<Words, demo_categories> materials = {{
  {"코튼", "수피마 코튼", "헤비웨이트", "린넨 블렌드", "소프트 터치", "쿨맥스"},
  {"코튼", "텐셀", "스판", "린넨 블렌드", "울 블렌드", "사계절"},
  {"울 블렌드", "캐시미어 블렌드", "코튼 트윌", "나일론", "발수", "라이트"},
  {"코튼", "레이온", "린넨", "새틴", "쉬폰", "텐셀"},
  {"메리노 울", "캐시미어 블렌드", "램스울", "코튼", "알파카", "소프트 얀"},
  {"소가죽", "스웨이드", "비건 레더", "컴포트", "경량", "핸드메이드"},
  {"데일리", "소가죽", "비건 레더", "워시드", "미니", "라이트"},
  {"클래식", "데일리", "빈티지", "소프트", "시그니처", "에센셜"},
}};

constexpr std::array<std::string_view, 16> moods
  = {"",     "",       "",         "",     "에센셜", "데일리", "어반",   "시티",
     "모던", "빈티지", "위크엔드", "노블", "무드",   "클린",   "에어리", "오리지널"};

constexpr std::array<Words, demo_categories> fabrics_said = {{
  {"피부에 닿는 감촉이 부드러운 면 소재입니다.", "한 번 세탁한 원단이라 수축이 거의 없습니다.",
   "탄탄한 두께로 비침 걱정이 없습니다.", "통기성이 좋아 땀이 나도 금방 마릅니다.",
   "형태가 쉽게 무너지지 않는 밀도 높은 조직입니다.", "촘촘하게 짜 구김이 적고 관리가 쉽습니다."},
  {"하루 종일 앉아 있어도 무릎이 나오지 않습니다.", "허리 뒤쪽에 밴딩을 넣어 편안합니다.",
   "적당한 두께로 사계절 내내 입을 수 있습니다.", "다리가 길어 보이는 밑위 길이로 설계했습니다.",
   "부드럽게 떨어지는 드레이프성 원단입니다.", "신축성이 있어 움직임이 자유롭습니다."},
  {"가볍지만 바람을 잘 막아 줍니다.", "안감까지 꼼꼼하게 마감했습니다.",
   "어깨선을 자연스럽게 떨어뜨려 이너를 껴입기 좋습니다.",
   "밀도 있는 원단으로 형태가 오래 유지됩니다.", "은은한 광택이 고급스러운 원단입니다.",
   "생활 방수 가공으로 비 오는 날도 문제없습니다."},
  {"걸을 때마다 가볍게 흔들리는 실루엣입니다.", "안감이 있어 비침이 적습니다.",
   "허리선을 살짝 올려 비율이 좋아 보입니다.", "부드러운 원단이 몸을 따라 흐릅니다.",
   "한 벌로 코디가 끝나는 편안한 원피스입니다.", "구김이 적어 여행에도 잘 어울립니다."},
  {"따갑지 않은 부드러운 원사를 사용했습니다.", "짜임이 촘촘해 늘어남이 적습니다.",
   "보풀이 덜 생기도록 한 번 더 가공했습니다.", "가볍고 따뜻해 간절기부터 한겨울까지 좋습니다.",
   "소매와 밑단의 시보리가 탄탄합니다.", "포근한 부피감이 매력적인 니트입니다."},
  {"오래 걸어도 편한 쿠션 인솔을 넣었습니다.", "발볼이 넉넉해 정사이즈를 권합니다.",
   "미끄럼이 적은 고무 아웃솔입니다.", "신을수록 발에 맞게 길이 듭니다.",
   "뒤꿈치 패드를 덧대어 까짐이 적습니다.", "가벼운 창으로 피로감을 줄였습니다."},
  {"노트북이 들어가는 넉넉한 수납입니다.", "안쪽 포켓으로 작은 소지품을 정리하기 좋습니다.",
   "어깨끈 길이를 조절할 수 있습니다.", "가벼운 무게로 매일 들기 좋습니다.",
   "바닥을 덧대어 모양이 잘 잡혀 있습니다.", "오염에 강한 소재로 관리가 쉽습니다."},
  {"포인트로 더하기 좋은 아이템입니다.", "남녀 모두 착용할 수 있습니다.",
   "선물용 패키지에 담아 보내 드립니다.", "가볍고 편안한 착용감입니다.",
   "어떤 차림에도 자연스럽게 어울립니다.", "꼼꼼한 마감으로 오래 쓸 수 있습니다."},
}};

constexpr std::array<std::string_view, 3> fits_said
  = {"몸에 가볍게 붙는 슬림핏으로 단정해 보입니다.", "누구에게나 잘 맞는 스탠다드 핏입니다.",
     "어깨를 넉넉하게 잡은 오버핏으로 여유롭게 떨어집니다."};

constexpr std::array styling_said = {"데님과 함께 캐주얼하게 입어 보세요.",
                                     "슬랙스와 로퍼를 더하면 출근룩으로도 좋습니다.",
                                     "같은 톤으로 맞추면 차분한 분위기가 완성됩니다.",
                                     "한 가지 포인트 컬러를 더해 보세요.",
                                     "주말 산책부터 가벼운 모임까지 잘 어울립니다.",
                                     "계절이 바뀌는 날 하나만 걸쳐도 멋이 납니다.",
                                     "스니커즈와 매치하면 활동적인 느낌을 줍니다."};

constexpr std::array care_said
  = {"단독 찬물 세탁을 권장합니다.", "드라이클리닝을 권장합니다.",
     "세탁망에 넣어 약하게 세탁해 주세요.", "물기를 닦은 뒤 그늘에서 말려 주세요."};

constexpr std::array<std::array<std::string_view, 4>, 5> tone_titles = {{
  {"모노톤", "블랙 앤 화이트", "무채색", "그레이 무드"},
  {"베이지 톤온톤", "브라운 무드", "카멜 한 스푼", "어스 컬러"},
  {"네이비 포인트", "블루 그라데이션", "쿨톤", "청량한 블루"},
  {"파스텔 무드", "소프트 핑크", "라벤더 향", "크림빛"},
  {"레드 포인트", "비비드 컬러", "컬러 한 스푼", "선명한 포인트"},
}};

constexpr std::array occasions = {"출근룩",        "주말 산책",    "카페 데이트",
                                  "성수동 나들이", "한강 피크닉",  "전시 보러 가는 날",
                                  "퇴근 후 약속",  "공항 가는 길", "비 오는 날",
                                  "개강룩",        "친구 결혼식",  "느긋한 일요일",
                                  "서점 가는 날",  "가을 캠핑",    "밤 산책",
                                  "브런치 약속",   "첫 만남",      "여행 둘째 날"};

constexpr std::array<std::string_view, 5> tone_said = {
  "색을 덜어 낼수록 실루엣이 또렷해집니다.",  "따뜻한 흙빛을 겹쳐 차분하게 완성했어요.",
  "푸른 계열로 맞춰 시원하고 단정해 보여요.", "부드러운 색끼리 만나 포근한 분위기가 나요.",
  "무채색 위에 선명한 색 하나만 얹었어요.",
};

constexpr std::array look_tips
  = {"소매를 살짝 걷어 올리면 더 가벼워 보여요.", "상의를 앞만 넣어 입으면 비율이 좋아져요.",
     "가방은 작게, 실루엣은 넉넉하게.",           "신발 색을 상의와 맞춰 보세요.",
     "아우터를 벗어도 예쁜 조합이에요.",          "편한데 꾸민 느낌이 나서 자주 손이 가요.",
     "키가 작아도 부담 없는 기장이에요.",         "하루 종일 걸어도 편안해요."};

std::string_view pattern_word(const Design& design) {
  switch (design.pattern) {
    case Pattern::stripe: return "스트라이프";
    case Pattern::check: return "체크";
    case Pattern::cable: return "케이블";
    case Pattern::floral: return "플라워";
    case Pattern::dot: return "도트";
    case Pattern::herringbone: return "헤링본";
    case Pattern::rib: return design.garment == Garment::knit ? "골지" : "";
    case Pattern::denim:
      return traits(design.garment).slot == Slot::bottom && design.garment != Garment::jeans
               ? "데님"
               : "";
    case Pattern::plain: return "";
  }
  return "";
}

bool is_clothing(const Design& design) { return traits(design.garment).sizes == SizeRun::clothes; }

std::string_view shape_word(const Design& design, Random& random) {
  if (!is_clothing(design))
    return "";
  if (design.length == Length::cropped && traits(design.garment).slot != Slot::bottom)
    return "크롭";
  if (design.fit == Fit::oversized)
    return random.chance(60) ? "오버핏" : "릴렉스";
  if (design.fit == Fit::slim)
    return "슬림핏";
  return random.chance(25) ? "세미오버" : "";
}

} // namespace

const StoreWords& store_words(std::size_t index) { return stores[index]; }

std::string store_address(Random& random) {
  return std::string{random.pick(districts)} + ' ' + std::to_string(random.between(3, 240)) + ", "
         + std::to_string(random.between(1, 4)) + "층";
}

std::string product_name(const Design& design, Random& random) {
  const auto& about = traits(design.garment);
  const std::array parts
    = {random.pick(moods), shape_word(design, random), random.pick(materials[about.category]),
       pattern_word(design), about.nouns[design.detail]};
  std::string name;
  for (const std::string_view part : parts) {
    if (part.empty())
      continue;
    if (!name.empty())
      name += ' ';
    name += part;
  }
  return name;
}

std::string product_description(const Design& design, Random& random) {
  const auto& about = traits(design.garment);
  std::string text{random.pick(fabrics_said[about.category])};
  if (is_clothing(design))
    text += ' ' + std::string{fits_said[std::size_t(design.fit)]};
  text += ' ' + std::string{random.pick(styling_said)};
  text += '\n' + std::string{random.pick(care_said)};
  return text;
}

LookWords look_words(Tone tone, const std::vector<LookItem>& items, Random& random) {
  const std::string mood{random.pick(tone_titles[std::size_t(tone)])};
  const std::string occasion{random.pick(occasions)};
  const auto& first = items.front();
  const std::string noun{traits(first.design.garment).nouns[first.design.detail]};
  LookWords words;
  switch (random.below(3)) {
    case 0: words.title = occasion + ", " + mood; break;
    case 1: words.title = mood + ", 그리고 " + occasion; break;
    default: words.title = std::string{first.color->korean} + ' ' + noun + "의 " + occasion; break;
  }
  words.description = std::string{tone_said[std::size_t(tone)]} + ' '
                      + std::string{first.color->korean} + ' ' + noun + " 중심으로 골랐습니다. "
                      + std::string{random.pick(look_tips)};
  return words;
}

} // namespace baro
