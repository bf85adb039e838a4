#include "app/seed/garments.hpp"

namespace baro {

namespace {

constexpr double waist_top = 286;

/// The measures of trousers, by leg. Lengths across are from the middle.
struct Legs {
  double hip;
  double outer; // edges of the hem
  double inner;
  double knee;
  double hem;

  static Legs of(const Piece& piece) {
    const auto detail = piece.design.detail;
    const double ease = piece.ease() * 0.5;
    Legs legs{47 + ease, 40 + ease, 13, 42 + ease, 696};
    const bool tapered = piece.design.garment == Garment::jeans && detail == 2;
    const bool wide = detail == 1 && piece.design.garment != Garment::shorts;
    if (wide)
      legs = {49 + ease, 60 + ease, 7, 54 + ease, 702};
    else if (tapered)
      legs = {49 + ease, 33 + ease * 0.5, 15, 43 + ease, 690};
    if (piece.design.length == Length::cropped)
      legs.hem -= 40;
    if (piece.design.garment == Garment::shorts) {
      legs.hem = detail == 1 ? 536 : 492;
      legs.outer = legs.knee = 56 + ease;
      legs.inner = 6;
    }
    return legs;
  }

  std::string outline(int side) const {
    return HalfOutline{{0, waist_top + 14}}
      .line({38, waist_top + 12})
      .curve({41, 326}, {hip, 348}, {hip, 384})
      .curve({hip + 1, 384 + (hem - 384) * 0.2}, {knee, hem - (hem - 384) * 0.45}, {outer, hem})
      .curve({outer * 0.7 + inner * 0.3, hem + 4}, {outer * 0.3 + inner * 0.7, hem + 4},
             {inner, hem})
      .curve({inner - 1, hem - (hem - 412) * 0.35}, {4, 412 + (hem - 412) * 0.15}, {1, 412})
      .line({0, 400})
      .closed(side);
  }

  std::string folds(int side) const {
    const double center = (outer + inner) / 2;
    return HalfOutline{{5, 408}}.curve({14, 412}, {24, 420}, {30, 434}).open(side)
           + HalfOutline{{4, 416}}.curve({10, 428}, {14, 440}, {15, 456}).open(side)
           + HalfOutline{{center + 6, hem - 78}}
               .curve({center + 10, hem - 50}, {center - 4, hem - 30}, {center + 3, hem - 4})
               .open(side)
           + HalfOutline{{hip - 2, 400}}
               .curve({hip - 10, 412}, {hip - 16, 420}, {hip - 22, 422})
               .open(side);
  }
};

void draw_waistband(Canvas& canvas, const Piece& piece, bool gathered) {
  canvas.panel(HalfOutline{{0, waist_top + 1}}
                 .line({38, waist_top - 1})
                 .line({39, waist_top + 14})
                 .line({0, waist_top + 16})
                 .both(),
               gathered ? Cloth{piece.color, Pattern::rib, 0} : piece.cloth());
  if (gathered) {
    for (const int side : {-1, 1})
      canvas.stroke(HalfOutline{{3, waist_top + 12}}
                      .curve({8, waist_top + 30}, {5, waist_top + 44}, {8, waist_top + 58})
                      .open(side),
                    lighter(piece.color, 60), 1.8);
    return;
  }
  for (const int side : {-1, 1})
    for (const double x : {16.0, 32.0})
      canvas.panel(HalfOutline{{x, waist_top - 2}}
                     .line({x + 4, waist_top - 2})
                     .line({x + 4, waist_top + 16})
                     .line({x, waist_top + 16})
                     .closed(side),
                   piece.cloth());
}

/// Amber thread, rivets and the bleached thighs that make jeans.
void draw_denim_work(Canvas& canvas, const Piece& piece, const Legs& legs) {
  const Rgb thread = mix(piece.color, {0xc9, 0x8f, 0x4a}, 75);
  for (const int side : {-1, 1}) {
    canvas.glow({middle + side * (legs.hip * 0.55), 456}, 17, 74, lighter(piece.color, 60), 0.4);
    canvas.stroke(
      HalfOutline{{20, waist_top + 16}}.curve({22, 322}, {31, 333}, {44, 334}).open(side), thread,
      0.9, 0.9);
    canvas.stroke(
      HalfOutline{{22, waist_top + 16}}.curve({24, 319}, {32, 330}, {44, 331}).open(side), thread,
      0.7, 0.7);
    canvas.button({middle + side * 21.0, waist_top + 20}, 1.3, {0xb8, 0x86, 0x50});
    canvas.stroke(
      HalfOutline{{legs.outer - 0.5, legs.hem - 7}}.line({legs.inner, legs.hem - 7}).open(side),
      thread, 0.8, 0.8);
  }
  canvas.stroke("M300 302V380Q309 376 309 352V302", thread, 0.9, 0.9);
  canvas.button({300, waist_top + 8}, 2.8, {0xb0, 0x98, 0x78});
}

void draw_slacks_work(Canvas& canvas, const Piece& piece, const Legs& legs) {
  for (const int side : {-1, 1}) {
    const double crease = (legs.outer + legs.inner) / 2;
    canvas.seam(HalfOutline{{31, waist_top + 16}}.line({43, 346}).open(side), piece.color);
    // The pressed crease catches the light on one side.
    const auto line
      = HalfOutline{{19, waist_top + 18}}.curve({22, 380}, {crease, 500}, {crease, legs.hem + 2});
    canvas.stroke(line.open(side), darker(piece.color, 40), 1, 0.55);
    canvas.stroke(line.open(side), lighter(piece.color, 40), 0.6, 0.4);
  }
  canvas.seam("M300 302V384", piece.color);
}

void draw_cargo_pockets(Canvas& canvas, const Piece& piece) {
  for (const int side : {-1, 1}) {
    canvas.panel(
      HalfOutline{{30, 426}}.line({55, 424}).line({57, 464}).line({32, 466}).closed(side),
      piece.cloth());
    canvas.panel(
      HalfOutline{{29, 422}}.line({56, 420}).line({56, 433}).line({30, 435}).closed(side),
      piece.cloth());
    canvas.button({middle + side * 43.0, 429}, 1.6, darker(piece.color, 30));
  }
}

void draw_pleats(Canvas& canvas, const Piece& piece, double width, double hem) {
  constexpr int pleats = 9;
  HalfOutline half{{0, waist_top + 12}};
  half.line({38, waist_top + 11}).curve({46, 330}, {width - 8, hem - 80}, {width, hem});
  // Each pleat ends in a small tooth.
  for (int i = pleats; i-- > 0;)
    half.line({width * (i + 0.75) / pleats, hem + 4})
      .line({width * i / pleats, hem - 3 + 5.0 * (pleats - i) / pleats});
  canvas.panel(half.both(), piece.cloth());
  for (const int side : {-1, 1})
    for (int i = 1; i < pleats; ++i) {
      const double top = 38.0 * i / pleats, bottom = width * i / pleats;
      const auto edge = HalfOutline{{top, waist_top + 14}}.curve(
        {top * 1.1, 340}, {bottom * 0.9, hem - 90}, {bottom, hem});
      canvas.stroke(edge.open(side), darker(piece.color, 50), 1.1, 0.6);
      canvas.draw("<path d=\""
                  + HalfOutline{{top + 0.4, waist_top + 14}}
                      .curve({top * 1.1, 340}, {bottom * 0.9, hem - 90}, {bottom, hem})
                      .line({bottom + width * 0.4 / pleats, hem})
                      .closed(side)
                  + "\" fill=\"#1a1420\" fill-opacity=\".16\"/>");
    }
}

} // namespace

void draw_trousers(Canvas& canvas, const Piece& piece) {
  const auto legs = Legs::of(piece);
  const auto garment = piece.design.garment;
  const bool gathered = garment == Garment::slacks && piece.design.detail == 2;
  // What is behind the waistband.
  if (!piece.worn)
    canvas.shape("M264 286Q300 278 336 286L334 300H266Z", darker(piece.color, 45));
  for (const int side : {-1, 1})
    canvas.panel(legs.outline(side), piece.cloth(2 * side), legs.folds(side));
  draw_waistband(canvas, piece, gathered);
  if (piece.design.pattern == Pattern::denim)
    draw_denim_work(canvas, piece, legs);
  else if (!gathered)
    draw_slacks_work(canvas, piece, legs);
  if (garment == Garment::shorts) {
    for (const int side : {-1, 1})
      canvas.stitches(
        HalfOutline{{legs.outer - 1, legs.hem - 9}}.line({legs.inner, legs.hem - 9}).open(side),
        piece.color);
    if (piece.design.detail == 2)
      draw_cargo_pockets(canvas, piece);
  }
}

void draw_skirt(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const double ease = piece.ease() * 0.4;
  if (!piece.worn)
    canvas.shape("M264 286Q300 278 336 286L334 300H266Z", darker(piece.color, 45));
  if (piece.design.garment == Garment::pleated_skirt) {
    const double width = (detail == 1 ? 76 : 86) + ease;
    draw_pleats(canvas, piece, width, detail == 1 ? 640 : detail == 2 ? 452 : 536);
    draw_waistband(canvas, piece, false);
    return;
  }
  const bool pencil = detail == 1;
  const double hem = pencil ? 556 : 520, width = (pencil ? 47 : 74) + ease;
  auto half = HalfOutline{{0, waist_top + 12}}
                .line({38, waist_top + 11})
                .curve({42, 326}, {49 + ease, 346}, {pencil ? 51 + ease : 56 + ease, 388})
                .curve({pencil ? 52 + ease : 62 + ease, 430}, {width, hem - 60}, {width, hem})
                .curve({width * 0.6, hem + 8}, {width * 0.3, hem + 9}, {0, hem + 9});
  const auto folds = HalfOutline{{22, 330}}
                       .curve({30, 400}, {width * 0.6, hem - 80}, {width * 0.62, hem + 2})
                       .open(1)
                     + HalfOutline{{14, 350}}
                         .curve({20, 420}, {width * 0.4, hem - 60}, {width * 0.36, hem + 4})
                         .open(-1)
                     + HalfOutline{{30, 340}}
                         .curve({44, 420}, {width * 0.8, hem - 60}, {width * 0.8, hem})
                         .open(-1);
  canvas.panel(half.both(), piece.cloth(),
               pencil ? "M262 352Q290 360 306 358M338 352Q320 364 300 366" : folds);
  draw_waistband(canvas, piece, false);
  if (pencil) {
    canvas.seam("M300 302V470", piece.color);
    canvas.shape("M300 470L308 565L292 565Z", darker(piece.color, 55), 0.85);
  } else if (detail == 2) {
    const double edge = middle + width * 0.35;
    canvas.panel("M262 298L334 297C322 360 " + number(edge + 8) + " 460 " + number(edge) + ' '
                   + number(hem + 5) + "Q270 " + number(hem + 10) + ' ' + number(middle - width)
                   + ' ' + number(hem) + "C" + number(middle - width) + " 430 250 340 262 298Z",
                 piece.cloth(), folds);
    canvas.panel("M330 296q16 2 20 14q-12 4-22-6z", piece.cloth());
    canvas.panel("M330 300q6 24-4 50l-9-4q8-22 7-46z", piece.cloth());
  } else if (piece.design.pattern == Pattern::denim) {
    for (double y = waist_top + 8; y < hem; y += 36)
      canvas.button({300, y}, 2.6, {0xb0, 0x98, 0x78});
    for (const int side : {-1, 1})
      canvas.stitches(
        HalfOutline{{20, waist_top + 16}}.curve({22, 322}, {31, 333}, {45, 334}).open(side),
        piece.color);
  }
  canvas.stitches(HalfOutline{{width - 1, hem - 8}}
                    .curve({width * 0.6, hem}, {width * 0.3, hem + 1}, {0, hem + 1})
                    .open(1),
                  piece.color);
  canvas.stitches(HalfOutline{{width - 1, hem - 8}}
                    .curve({width * 0.6, hem}, {width * 0.3, hem + 1}, {0, hem + 1})
                    .open(-1),
                  piece.color);
}

} // namespace baro
