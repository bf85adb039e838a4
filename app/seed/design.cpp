#include "app/seed/design.hpp"

namespace baro {

namespace {

using enum Pattern;

constexpr Color fabrics[] = {
  {"Black", "블랙", {0x24, 0x24, 0x29}, Tone::neutral},
  {"White", "화이트", {0xf8, 0xf6, 0xf2}, Tone::neutral},
  {"Ivory", "아이보리", {0xef, 0xe6, 0xd3}, Tone::neutral},
  {"Grey", "그레이", {0xa3, 0xa4, 0xa8}, Tone::neutral},
  {"Charcoal", "차콜", {0x4b, 0x4c, 0x52}, Tone::neutral},
  {"Navy", "네이비", {0x28, 0x31, 0x50}, Tone::cool},
  {"Sky Blue", "스카이블루", {0xa9, 0xc8, 0xe4}, Tone::cool},
  {"Blue", "블루", {0x41, 0x69, 0xb4}, Tone::cool},
  {"Mint", "민트", {0xb3, 0xd7, 0xc6}, Tone::cool},
  {"Beige", "베이지", {0xd9, 0xc5, 0xa5}, Tone::earth},
  {"Camel", "카멜", {0xbb, 0x8c, 0x56}, Tone::earth},
  {"Brown", "브라운", {0x70, 0x4c, 0x36}, Tone::earth},
  {"Khaki", "카키", {0x76, 0x78, 0x58}, Tone::earth},
  {"Olive", "올리브", {0x5c, 0x60, 0x3f}, Tone::earth},
  {"Pink", "핑크", {0xec, 0xb9, 0xc3}, Tone::soft},
  {"Lavender", "라벤더", {0xbd, 0xb0, 0xd8}, Tone::soft},
  {"Butter", "버터", {0xf3, 0xe1, 0xa4}, Tone::soft},
  {"Peach", "피치", {0xf2, 0xc3, 0xa6}, Tone::soft},
  {"Red", "레드", {0xb7, 0x36, 0x34}, Tone::vivid},
  {"Burgundy", "버건디", {0x6d, 0x27, 0x37}, Tone::vivid},
  {"Green", "그린", {0x30, 0x70, 0x52}, Tone::vivid},
  {"Mustard", "머스터드", {0xd1, 0xa2, 0x3e}, Tone::vivid},
  {"Cobalt", "코발트", {0x2c, 0x4a, 0xa8}, Tone::vivid},
};

constexpr Color denims[] = {
  {"Light Blue", "연청", {0x9c, 0xb8, 0xd6}, Tone::cool},
  {"Mid Blue", "중청", {0x58, 0x7d, 0xab}, Tone::cool},
  {"Indigo", "진청", {0x33, 0x48, 0x6c}, Tone::cool},
  {"Black", "블랙", {0x2b, 0x2b, 0x30}, Tone::neutral},
  {"Cream", "크림", {0xea, 0xe1, 0xcd}, Tone::neutral},
};

constexpr Color leathers[] = {
  {"Black", "블랙", {0x26, 0x25, 0x28}, Tone::neutral},
  {"White", "화이트", {0xf4, 0xf2, 0xee}, Tone::neutral},
  {"Ivory", "아이보리", {0xe9, 0xdf, 0xca}, Tone::neutral},
  {"Brown", "브라운", {0x6a, 0x43, 0x2d}, Tone::earth},
  {"Camel", "카멜", {0xb5, 0x80, 0x49}, Tone::earth},
  {"Burgundy", "버건디", {0x66, 0x28, 0x33}, Tone::vivid},
  {"Navy", "네이비", {0x2a, 0x32, 0x4a}, Tone::cool},
  {"Pink", "핑크", {0xe3, 0xb1, 0xb8}, Tone::soft},
};

// One line each, so that they can be compared.
// clang-format off
// Categories: 0 tops, 1 bottoms, 2 outer, 3 dresses, 4 knitwear, 5 shoes, 6 bags, 7 accessories.
constexpr GarmentTraits all_traits[] = {
  {0, Slot::top, SizeRun::clothes, false, 13, 39, {"반팔 티셔츠", "브이넥 반팔 티셔츠", "포켓 반팔 티셔츠"}, {plain, plain, plain, stripe}},
  {0, Slot::top, SizeRun::clothes, false, 19, 49, {"긴팔 티셔츠", "브이넥 긴팔 티셔츠", "포켓 긴팔 티셔츠"}, {plain, stripe, stripe, plain}},
  {0, Slot::top, SizeRun::clothes, false, 29, 89, {"셔츠", "포켓 셔츠", "버튼다운 셔츠"}, {plain, plain, stripe, check}},
  {0, Slot::top, SizeRun::clothes, false, 29, 79, {"블라우스", "타이 블라우스", "퍼프 블라우스"}, {plain, plain, floral, dot}},
  {0, Slot::top, SizeRun::clothes, false, 35, 79, {"스웨트셔츠", "하프집업 스웨트셔츠", "자수 스웨트셔츠"}, {plain, plain, plain, plain}},
  {0, Slot::top, SizeRun::clothes, false, 39, 99, {"후드 티셔츠", "후드 집업", "로고 후드 티셔츠"}, {plain, plain, plain, plain}},
  {4, Slot::top, SizeRun::clothes, false, 35, 149, {"라운드 니트", "브이넥 니트", "터틀넥 니트"}, {rib, cable, stripe, rib}},
  {4, Slot::outer, SizeRun::clothes, false, 39, 139, {"브이넥 가디건", "라운드 가디건", "포켓 가디건"}, {rib, rib, cable, stripe}},
  {4, Slot::top, SizeRun::clothes, false, 29, 89, {"니트 베스트", "라운드 니트 베스트", "배색 니트 베스트"}, {rib, cable, check, rib}},
  {2, Slot::outer, SizeRun::clothes, false, 89, 259, {"싱글 블레이저", "더블 블레이저", "투버튼 자켓"}, {plain, plain, check, herringbone}},
  {2, Slot::outer, SizeRun::clothes, false, 129, 459, {"싱글 코트", "더블 코트", "벨티드 트렌치 코트"}, {plain, plain, herringbone, check}},
  {2, Slot::outer, SizeRun::clothes, false, 99, 329, {"숏 패딩", "하이넥 패딩", "포켓 다운 점퍼"}, {plain, plain, plain, plain}},
  {2, Slot::outer, SizeRun::clothes, false, 69, 189, {"블루종", "항공 점퍼", "바시티 자켓"}, {plain, plain, plain, plain}},
  {2, Slot::outer, SizeRun::clothes, false, 69, 159, {"트러커 자켓", "데님 자켓", "워크 자켓"}, {denim, denim, denim, denim}},
  {1, Slot::bottom, SizeRun::clothes, false, 39, 99, {"스트레이트 진", "와이드 진", "테이퍼드 진"}, {denim, denim, denim, denim}},
  {1, Slot::bottom, SizeRun::clothes, false, 35, 109, {"슬랙스", "핀턱 와이드 슬랙스", "밴딩 슬랙스"}, {plain, plain, plain, check}},
  {1, Slot::bottom, SizeRun::clothes, false, 25, 69, {"쇼츠", "버뮤다 팬츠", "카고 쇼츠"}, {plain, plain, denim, check}},
  {1, Slot::bottom, SizeRun::clothes, false, 25, 79, {"A라인 스커트", "H라인 스커트", "랩 스커트"}, {plain, denim, check, plain}},
  {1, Slot::bottom, SizeRun::clothes, false, 29, 89, {"플리츠 스커트", "플리츠 롱스커트", "테니스 스커트"}, {plain, plain, check, plain}},
  {3, Slot::dress, SizeRun::clothes, false, 49, 169, {"플레어 원피스", "셔츠 원피스", "슬립 원피스"}, {plain, floral, dot, check}},
  {5, Slot::shoes, SizeRun::shoes, true, 49, 159, {"레더 스니커즈", "러닝 스니커즈", "캔버스 스니커즈"}, {plain, plain, plain, plain}},
  {5, Slot::shoes, SizeRun::shoes, true, 69, 229, {"페니 로퍼", "태슬 로퍼", "더비 슈즈"}, {plain, plain, plain, plain}},
  {5, Slot::shoes, SizeRun::shoes, true, 99, 289, {"첼시 부츠", "레이스업 부츠", "앵클 부츠"}, {plain, plain, plain, plain}},
  {6, Slot::bag, SizeRun::free, false, 19, 129, {"토트백", "캔버스 에코백", "레더 토트백"}, {plain, plain, stripe, check}},
  {6, Slot::bag, SizeRun::free, true, 49, 249, {"숄더백", "크로스백", "호보백"}, {plain, plain, plain, plain}},
  {6, Slot::bag, SizeRun::free, false, 49, 149, {"백팩", "포켓 백팩", "롤탑 백팩"}, {plain, plain, plain, plain}},
  {7, Slot::head, SizeRun::free, false, 19, 49, {"볼캡", "로고 볼캡", "워시드 볼캡"}, {plain, plain, plain, check}},
  {7, Slot::head, SizeRun::free, false, 15, 49, {"비니", "숏 비니", "방울 비니"}, {rib, rib, cable, rib}},
  {7, Slot::neck, SizeRun::free, false, 25, 99, {"머플러", "울 머플러", "프린지 머플러"}, {check, stripe, plain, rib}},
  {7, Slot::other, SizeRun::free, true, 25, 89, {"레더 벨트", "스퀘어 버클 벨트", "링 벨트"}, {plain, plain, plain, plain}},
  {7, Slot::other, SizeRun::free, false, 29, 139, {"라운드 선글라스", "스퀘어 선글라스", "캣아이 선글라스"}, {plain, plain, plain, plain}},
};
// clang-format on
static_assert(std::size(all_traits) == garment_count);

} // namespace

std::span<const Color> fabric_colors() { return fabrics; }
std::span<const Color> denim_colors() { return denims; }
std::span<const Color> leather_colors() { return leathers; }

const GarmentTraits& traits(Garment garment) {
  return all_traits[static_cast<std::size_t>(garment)];
}

} // namespace baro
