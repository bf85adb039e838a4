#include "app/seed/garments.hpp"

namespace baro {

namespace {

void draw_cap(Canvas& canvas, const Piece& piece) {
  canvas.panel("M264 84C262 46 282 32 300 32C318 32 338 46 336 84Q300 70 264 84Z", piece.cloth(),
               "M300 34V76M300 34Q278 50 276 80M300 34Q322 50 324 80");
  canvas.seam("M300 33V75M300 33Q281 50 279 79M300 33Q319 50 321 79", piece.color);
  canvas.button({300, 33}, 2.2, darker(piece.color, 12));
  canvas.panel("M262 84Q300 66 338 84Q346 98 340 103Q300 80 260 103Q254 98 262 84Z",
               {darker(piece.color, piece.design.detail == 2 ? 0 : 10), Pattern::plain, 0});
  canvas.stitches("M264 88Q300 70 336 88M262 93Q300 74 338 93", piece.color);
  if (piece.design.detail == 1) {
    canvas.stroke("M291 64V50L309 64V50", accent_of(piece.color), 3.4, 0.95);
  } else if (piece.design.detail == 2) {
    canvas.glow({288, 52}, 14, 12, lighter(piece.color, 55), 0.5);
    canvas.stitches("M270 76Q300 62 330 76", piece.color);
  }
}

void draw_beanie(Canvas& canvas, const Piece& piece) {
  const bool is_short = piece.design.detail == 1;
  const double rim = is_short ? 72 : 84;
  if (piece.design.detail == 2) {
    canvas.panel("M300 16C312 14 318 24 316 32C318 42 308 46 300 45C291 46 282 41 284 32C282 23 "
                 "290 14 300 16Z",
                 {lighter(piece.color, 25), Pattern::plain, 0},
                 "M292 22l8 9M308 22l-6 9M290 38l8-5M310 39l-7-6");
  }
  canvas.panel("M263 " + number(rim) + "C260 50 276 34 300 34C324 34 340 50 337 " + number(rim)
                 + "Q300 " + number(rim + 6) + " 263 " + number(rim) + "Z",
               piece.cloth(),
               "M284 38Q274 56 276 " + number(rim) + "M316 38Q326 56 324 " + number(rim));
  canvas.panel("M259 " + number(rim - 6) + "Q300 " + number(rim - 14) + " 341 " + number(rim - 6)
                 + "Q343 " + number(rim + 6) + " 339 " + number(rim + 14) + "Q300 "
                 + number(rim + 8) + " 261 " + number(rim + 14) + "Q257 " + number(rim + 6)
                 + " 259 " + number(rim - 6) + "Z",
               {piece.color, Pattern::rib, 0});
  if (is_short)
    canvas.panel("M316 " + number(rim - 4) + "l14 2v10l-14-2z",
                 {mix(piece.color, {0x9a, 0x6a, 0x44}, 70), Pattern::plain, 0});
}

} // namespace

void draw_headwear(Canvas& canvas, const Piece& piece) {
  if (piece.worn)
    canvas.open("translate(42 4) scale(.86)");
  if (piece.design.garment == Garment::cap)
    draw_cap(canvas, piece);
  else
    draw_beanie(canvas, piece);
  if (piece.worn)
    canvas.close();
}

void draw_muffler(Canvas& canvas, const Piece& piece) {
  const bool fringed = piece.design.detail != 1;
  const auto hang = [&](const char* outline, const char* folds, double left, double right,
                        double end, int angle) {
    if (fringed)
      for (double x = left + 1.5; x < right; x += 3)
        canvas.stroke("M" + number(x) + ' ' + number(end - 3) + "q1 8-.5 16",
                      darker(piece.color, 12), 1.3);
    canvas.panel(outline, piece.cloth(angle), folds);
  };
  if (!piece.worn)
    canvas.panel("M268 150Q300 134 332 150Q340 168 318 176H282Q260 168 268 150Z",
                 {darker(piece.color, 40), Pattern::plain, 0});
  hang("M306 176Q330 180 334 196Q338 250 332 300L304 302Q308 240 300 190Z",
       "M318 190Q324 240 318 298", 304, 332, 301, 4);
  hang("M282 178Q300 176 312 190Q314 250 304 318L272 316Q280 250 276 200Z",
       "M296 192Q298 250 288 314M286 200Q288 240 280 300", 272, 304, 317, -4);
  canvas.panel("M262 152Q260 142 270 144Q300 164 330 144Q340 142 340 154Q344 176 322 188Q300 198 "
               "278 188Q258 176 262 152Z",
               piece.cloth(72),
               "M264 160Q300 186 338 158M268 170Q300 198 334 168M272 152Q300 174 330 150");
  canvas.panel("M282 172Q300 168 312 178Q316 192 308 202Q292 208 278 198Q274 184 282 172Z",
               piece.cloth(20), "M288 174Q290 190 286 200M302 174Q304 190 300 204");
}

void draw_belt(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const auto metal = detail == 1 ? brass : steel;
  // Lying in a loop: the far side first.
  canvas.panel("M180 400C180 340 420 340 420 400L420 424C420 372 180 372 180 424Z",
               {darker(piece.color, 30), Pattern::plain, 0});
  canvas.panel(
    "M180 398C176 452 240 466 300 466L452 462Q462 450 452 438L300 441C240 441 184 430 180 398Z",
    piece.cloth(), "M184 420Q220 456 300 454");
  canvas.panel("M420 398C424 452 380 464 344 466L318 466V441L344 441C380 440 416 430 420 398Z",
               piece.cloth());
  canvas.stitches("M184 412Q206 444 300 445L448 442M188 430Q222 462 300 462L448 458", piece.color);
  for (double x = 372; x < 440; x += 16)
    canvas.button({x, 451}, 1.8, darker(piece.color, 70));
  const auto buckle = detail == 2   ? "M322 430a24 24 0 1 1-.1 0zM322 437a17 17 0 1 0 .1 0z"
                      : detail == 1 ? "M296 428h50v52h-50zM303 435v38h36v-38z"
                                    : "M304 430q-8 0-8 8v32q0 8 8 8h34q8 0 8-8v-32q0-8-8-8zM306 "
                                      "437h30q3 0 3 3v28q0 3-3 3h-30q-3 0-3-3v-28q0-3 3-3z";
  canvas.draw(std::string{"<path d=\""} + buckle + "\" fill=\"" + hex(metal)
              + "\" fill-rule=\"evenodd\" stroke=\"" + hex(darker(metal, 45)) + "\"/>");
  canvas.stroke("M298 454H342", darker(metal, 20), 4);
  canvas.stroke("M299 433H344", {255, 255, 255}, 1.6, 0.7);
  canvas.panel("M360 436h12v34h-12z", piece.cloth());
}

void draw_sunglasses(Canvas& canvas, const Piece& piece) {
  static constexpr const char* frames[]
    = {"M246 372C276 372 290 388 288 408C286 432 268 444 244 444C218 444 202 428 202 406C202 386 "
       "218 372 246 372Z",
       "M206 374H284Q290 374 290 382L284 426Q282 440 266 440H224Q208 440 206 426L200 384Q199 374 "
       "206 374Z",
       "M192 368Q250 366 288 382Q292 412 278 430Q254 446 226 436Q204 424 200 396Z"};
  const auto* frame = frames[piece.design.detail];
  const auto lens = mix({0x2a, 0x26, 0x2e}, piece.color, 22);
  canvas.stroke("M202 384Q170 372 186 352Q240 340 270 346M398 384Q430 372 414 352Q360 340 330 346",
                darker(piece.color, 25), 5);
  for (const auto* flip : {"translate(0)", "matrix(-1 0 0 1 600 0)"}) {
    canvas.open(flip);
    canvas.panel(frame, {lens, Pattern::plain, 0});
    canvas.glow({226, 392}, 30, 18, {255, 255, 255}, 0.4);
    canvas.stroke("M222 432L258 384M236 434L262 400", {255, 255, 255}, 3, 0.16);
    canvas.stroke(frame, piece.color, 7);
    canvas.stroke(frame, lighter(piece.color, 55), 1.2, 0.55);
    canvas.close();
  }
  canvas.stroke("M286 392Q300 380 314 392", piece.color, 6);
  for (const double x : {206.0, 394.0})
    canvas.button({x, 384}, 2, brass);
}

} // namespace baro
