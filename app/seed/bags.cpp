#include "app/seed/garments.hpp"

namespace baro {

namespace {

void draw_tote(Canvas& canvas, const Piece& piece) {
  const bool leather = piece.design.detail == 2;
  const auto strap = leather                    ? darker(piece.color, 12)
                     : piece.design.detail == 1 ? piece.color
                                                : Rgb{0x8a, 0x5a, 0x38};
  canvas.stroke("M258 380C258 290 280 270 304 270C328 270 346 290 346 380", darker(strap, 30), 9);
  canvas.panel(leather
                 ? "M212 374Q300 364 388 374Q396 460 404 546Q300 560 196 546Q204 460 212 374Z"
                 : "M206 374Q300 368 394 374Q398 460 394 548Q300 556 206 548Q202 460 206 374Z",
               piece.cloth(),
               "M232 384Q240 440 228 520M368 384Q358 450 372 530M250 540Q300 520 352 542M330 "
               "400Q320 430 332 470");
  canvas.panel("M206 374Q300 366 394 374L394 388Q300 382 206 388Z",
               leather ? piece.plain() : piece.cloth());
  canvas.stroke("M252 408V376C252 280 276 258 300 258C324 258 348 280 348 376V408", strap, 10);
  canvas.stroke("M249 408V376C249 280 274 255 300 255", lighter(strap, 40), 1.2, 0.6);
  for (const double x : {252.0, 348.0}) {
    canvas.shape("M" + number(x - 8) + " 400h16v24h-16z", strap);
    canvas.stroke("M" + number(x - 5) + " 404l10 16M" + number(x + 5) + " 404l-10 16",
                  lighter(strap, 45), 0.9, 0.9);
  }
  if (leather)
    canvas.stroke("M300 430v22M288 452h24v16h-24z", brass, 2.4);
  else if (piece.design.detail == 1 && piece.design.pattern == Pattern::plain) {
    const auto ink = accent_of(piece.color);
    canvas.shape("M300 440a26 26 0 1 1-.1 0zM300 452a14 14 0 1 0 .1 0z", ink, 0.9);
    canvas.shape("M262 508h76v4h-76zM276 518h48v3h-48z", ink, 0.9);
  }
}

void draw_shoulder_bag(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const auto dark = darker(piece.color, 20);
  if (detail == 2) {
    canvas.stroke("M218 420C206 300 260 236 304 236C350 236 394 300 382 420", dark, 15);
    canvas.stroke("M214 420C202 300 256 231 302 231", lighter(piece.color, 40), 1.6, 0.5);
    canvas.panel(
      "M206 400Q232 440 300 438Q368 440 394 400Q424 470 384 514Q300 540 216 514Q176 470 206 400Z",
      piece.cloth(),
      "M226 428Q236 470 220 500M372 428Q362 470 378 500M270 446Q262 480 276 516M330 446Q338 480 "
      "324 516");
    canvas.stroke("M210 404Q236 442 300 440Q364 442 390 404", brass, 2.2, 0.9);
    canvas.glow({262, 482}, 34, 26, {255, 255, 255}, 0.25);
    return;
  }
  const bool chain = detail == 0;
  canvas.stroke("M206 400C180 250 250 232 300 232C350 232 420 250 394 400", chain ? brass : dark,
                chain ? 5 : 8);
  if (chain)
    canvas.draw(
      "<path d=\"M206 400C180 250 250 232 300 232C350 232 420 250 394 400\" fill=\"none\" stroke=\""
      + hex(darker(brass, 45)) + "\" stroke-width=\"5\" stroke-dasharray=\"2 7\"/>");
  canvas.panel("M202 392Q300 380 398 392Q412 460 404 522Q300 536 196 522Q188 460 202 392Z",
               piece.cloth(), "M206 510Q300 522 394 510");
  canvas.panel(chain ? "M198 390Q300 374 402 390Q408 430 392 470Q300 500 208 470Q192 430 198 390Z"
                     : "M198 390Q300 376 402 390L402 452Q300 470 198 452Z",
               piece.cloth(), "M214 400Q212 440 222 466M386 400Q388 440 378 466");
  canvas.stitches(chain ? "M204 394Q200 430 212 466Q300 494 388 466Q400 430 396 394"
                        : "M204 394V446Q300 464 396 446V394",
                  piece.color);
  canvas.glow({258, 420}, 52, 22, {255, 255, 255}, 0.28);
  canvas.panel("M284 468h32v22q-16 8-32 0z", {brass, Pattern::plain, 0});
  canvas.shape("M297 474h6v8h-6z", darker(brass, 60));
  for (const double x : {206.0, 394.0})
    canvas.button({x, 396}, 6, brass);
}

void draw_backpack(Canvas& canvas, const Piece& piece) {
  const auto detail = piece.design.detail;
  const auto strap = darker(piece.color, 25);
  for (const int side : {-1, 1})
    canvas.stroke(HalfOutline{{52, 330}}.curve({104, 380}, {108, 470}, {78, 530}).open(side), strap,
                  15);
  canvas.stroke("M280 300Q280 270 300 270Q320 270 320 300", strap, 9);
  canvas.panel(detail == 2
                 ? "M216 330Q300 308 384 330Q398 440 388 538Q300 556 212 538Q202 440 216 330Z"
                 : "M300 290C360 290 390 320 392 390C396 450 394 500 388 538Q300 556 212 538C206 "
                   "500 204 450 208 390C210 320 240 290 300 290Z",
               piece.cloth(), "M230 340Q222 430 232 520M370 340Q378 430 368 520");
  if (detail == 2) {
    canvas.panel("M212 300Q300 284 388 300L390 344Q300 356 210 344Z", piece.cloth(),
                 "M220 316Q300 304 380 316");
    canvas.panel("M292 330h16v92h-16z", {strap, Pattern::plain, 0});
    canvas.panel("M287 396h26v18h-26z", {steel, Pattern::plain, 0});
  } else {
    canvas.stroke("M226 420C222 340 250 308 300 308C350 308 378 340 374 420",
                  darker(piece.color, 55), 4, 0.8);
    canvas.stroke("M226 420C222 340 250 308 300 308C350 308 378 340 374 420", steel, 1.2, 0.9);
    canvas.panel("M371 414h6v18h-6z", {steel, Pattern::plain, 0});
  }
  canvas.panel(detail == 1 ? "M228 428Q300 416 372 428L376 522Q300 534 224 522Z"
                           : "M236 446Q300 438 364 446L368 522Q300 532 232 522Z",
               piece.cloth(), "M240 516Q300 526 360 516");
  canvas.stroke(detail == 1 ? "M230 446Q300 434 370 446" : "M238 458Q300 450 362 458",
                darker(piece.color, 60), 3, 0.8);
  canvas.stroke(detail == 1 ? "M230 445Q300 433 370 445" : "M238 457Q300 449 362 457", steel, 1,
                0.9);
  if (detail == 1)
    canvas.panel("M282 470h36v26h-36z",
                 {mix(piece.color, {0x9a, 0x6a, 0x44}, 70), Pattern::plain, 0});
}

} // namespace

void draw_bag(Canvas& canvas, const Piece& piece) {
  const auto garment = piece.design.garment;
  if (piece.worn && garment == Garment::backpack) {
    for (const int side : {-1, 1}) {
      canvas.panel(HalfOutline{{35, 160}}
                     .line({47, 165})
                     .curve({47, 220}, {46, 262}, {54, 296})
                     .line({45, 300})
                     .curve({35, 262}, {36, 210}, {35, 160})
                     .closed(side),
                   {darker(piece.color, 12), Pattern::plain, 0});
      canvas.panel(
        HalfOutline{{36, 214}}.line({48, 214}).line({48, 222}).line({36, 222}).closed(side),
        {steel, Pattern::plain, 0});
    }
    return;
  }
  if (piece.worn) {
    // In the hand, or hanging from the shoulder over the hip.
    const bool tote = garment == Garment::tote;
    canvas.open(tote ? "translate(275 288) scale(.42)" : "translate(252 243) scale(.4)");
  }
  if (garment == Garment::tote)
    draw_tote(canvas, piece);
  else if (garment == Garment::shoulder_bag)
    draw_shoulder_bag(canvas, piece);
  else
    draw_backpack(canvas, piece);
  if (piece.worn)
    canvas.close();
}

} // namespace baro
