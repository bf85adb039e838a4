#include "app/seed/garments.hpp"

namespace baro {

double Piece::ease() const {
  switch (design.fit) {
    case Fit::slim: return 0;
    case Fit::regular: return 8;
    case Fit::oversized: return 18;
  }
  return 0;
}

void draw_garment(Canvas& canvas, const Piece& piece) {
  switch (piece.design.garment) {
    case Garment::tee:
    case Garment::long_sleeve: return draw_tee(canvas, piece);
    case Garment::shirt:
    case Garment::blouse: return draw_shirt(canvas, piece);
    case Garment::sweatshirt:
    case Garment::hoodie: return draw_sweatshirt(canvas, piece);
    case Garment::knit:
    case Garment::vest: return draw_knit(canvas, piece);
    case Garment::cardigan: return draw_cardigan(canvas, piece);
    case Garment::blazer:
    case Garment::coat: return draw_tailored(canvas, piece);
    case Garment::padding: return draw_padding(canvas, piece);
    case Garment::bomber:
    case Garment::denim_jacket: return draw_jacket(canvas, piece);
    case Garment::jeans:
    case Garment::slacks:
    case Garment::shorts: return draw_trousers(canvas, piece);
    case Garment::skirt:
    case Garment::pleated_skirt: return draw_skirt(canvas, piece);
    case Garment::dress: return draw_dress(canvas, piece);
    case Garment::sneakers:
    case Garment::loafers:
    case Garment::boots: return draw_shoes(canvas, piece);
    case Garment::tote:
    case Garment::shoulder_bag:
    case Garment::backpack: return draw_bag(canvas, piece);
    case Garment::cap:
    case Garment::beanie: return draw_headwear(canvas, piece);
    case Garment::muffler: return draw_muffler(canvas, piece);
    case Garment::belt: return draw_belt(canvas, piece);
    case Garment::sunglasses: return draw_sunglasses(canvas, piece);
  }
}

Box box_of(const Design& design) {
  const auto about = [](double half_width, double top, double bottom) {
    return Box{middle - half_width, top, 2 * half_width, bottom - top};
  };
  const auto by_detail = [&](double first, double second, double third) {
    return design.detail == 0 ? first : design.detail == 1 ? second : third;
  };
  const auto by_length = [&](double cropped, double regular, double longer) {
    return design.length == Length::cropped   ? cropped
           : design.length == Length::regular ? regular
                                              : longer;
  };
  const double ease = Piece{design, {}, false}.ease();
  switch (design.garment) {
    case Garment::coat: return about(104 + ease, 146, by_length(508, 564, 598));
    case Garment::vest: return about(60 + ease, 146, 362);
    case Garment::jeans:
    case Garment::slacks: return about(56 + ease * 0.5, 282, by_length(668, 708, 708));
    case Garment::shorts: return about(56 + ease, 282, by_detail(498, 542, 498));
    case Garment::skirt:
      return about(by_detail(76, 58, 78) + ease * 0.4, 282, by_detail(530, 568, 530));
    case Garment::pleated_skirt: return about(86 + ease * 0.4, 282, by_detail(544, 648, 460));
    case Garment::dress: return about(by_detail(92, 100, 66) + ease, 146, by_detail(612, 606, 640));
    case Garment::sneakers:
    case Garment::loafers:
    case Garment::boots: return about(150, 290, 510);
    case Garment::tote: return about(105, 256, 556);
    case Garment::shoulder_bag: return about(115, 230, 536);
    case Garment::backpack: return about(100, 270, 550);
    case Garment::cap:
    case Garment::beanie: return about(44, 20, 106);
    case Garment::muffler: return about(44, 134, 332);
    case Garment::belt: return Box{176, 350, 282, 134};
    case Garment::sunglasses: return about(120, 340, 450);
    default: return about(100 + ease, 132, by_length(410, 414, 424));
  }
}

} // namespace baro
