#include "app/seed/canvas.hpp"

#include "app/seed/patterns.hpp"

namespace baro {

namespace {

std::string opacity_of(std::string_view attribute, double value) {
  if (value >= 1)
    return "";
  return ' ' + std::string{attribute} + "=\"." + (value < 0.095 ? "0" : "")
         + std::to_string(static_cast<int>(value * 100 + 0.5)) + '"';
}

} // namespace

Rgb accent_of(Rgb color) {
  const int light = brightness(color);
  if (light > 195)
    return mix(color, {0x2c, 0x33, 0x55}, 82);
  if (light < 100)
    return mix(color, {0xf2, 0xe9, 0xd8}, 72);
  return mix(color, {0xfb, 0xf6, 0xec}, 80);
}

Canvas::Canvas() {
  // Blurs in the coordinates of what is blurred: a line's own box may have no width.
  define(
    "<filter id=\"b\" filterUnits=\"userSpaceOnUse\" x=\"0\" y=\"0\" width=\"600\" height=\"800\">"
    "<feGaussianBlur stdDeviation=\"2.4\"/></filter>");
}

void Canvas::panel(const std::string& outline, const Cloth& cloth, std::string_view folds) {
  const auto name = next_name('p');
  const auto use = "<use href=\"#" + name + "\" fill=\"";
  const int light = brightness(cloth.color);
  body_ += "<clipPath id=\"c" + name + "\"><path id=\"" + name + "\" d=\"" + outline
           + "\"/></clipPath>";
  body_ += use + "url(#" + gradient_of(cloth.color) + ")\"/>";
  if (cloth.pattern != Pattern::plain)
    body_ += use + "url(#" + pattern_of(cloth) + ")\"/>";
  body_ += "<g clip-path=\"url(#c" + name + ")\" class=\"o\">";
  body_ += use + "none\" class=\"" + (light > 150 ? "e" : "f") + "\"/>";
  if (!folds.empty()) {
    const std::string line{folds};
    body_ += "<path d=\"" + line + "\" class=\"" + (light > 150 ? "d" : "k") + "\"/>";
    body_ += "<path d=\"" + line + "\" transform=\"translate(-4-1)\" class=\"l\"/>";
  }
  body_ += "</g>";
  body_ += use + "none\" stroke=\"" + hex(darker(cloth.color, light > 150 ? 38 : 55))
           + "\" class=\"n\"/>";
}

void Canvas::shape(std::string_view outline, Rgb fill, double opacity) {
  body_ += "<path d=\"" + std::string{outline} + "\" fill=\"" + hex(fill) + '"'
           + opacity_of("opacity", opacity) + "/>";
}

void Canvas::stroke(std::string_view line, Rgb color, double width, double opacity) {
  body_ += "<path d=\"" + std::string{line} + "\" fill=\"none\" stroke=\"" + hex(color)
           + "\" stroke-width=\"" + number(width) + '"' + opacity_of("opacity", opacity) + "/>";
}

void Canvas::seam(std::string_view line, Rgb cloth) {
  const bool light = brightness(cloth) > 70;
  body_ += "<path d=\"" + std::string{line} + "\" class=\"s\" stroke=\""
           + hex(light ? darker(cloth, 45) : lighter(cloth, 28)) + "\"/>";
}

void Canvas::stitches(std::string_view line, Rgb cloth) {
  const bool light = brightness(cloth) > 150;
  body_ += "<path d=\"" + std::string{line} + "\" class=\"t\" stroke=\""
           + hex(light ? darker(cloth, 30) : lighter(cloth, 45)) + "\"/>";
}

void Canvas::button(Point at, double radius, Rgb color) {
  const auto x = number(at.x), y = number(at.y);
  body_ += "<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"" + number(radius) + "\" fill=\""
           + hex(color) + "\" stroke=\"" + hex(darker(color, 45)) + "\" stroke-width=\".5\"/>";
  body_ += "<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"" + number(radius * 0.35) + "\" fill=\""
           + hex(darker(color, 35)) + "\"/>";
}

void Canvas::glow(Point at, double radius_x, double radius_y, Rgb color, double opacity) {
  const auto shade = hex(color);
  const auto [name, is_new] = names_of_.try_emplace("glow" + shade);
  if (is_new) {
    name->second = next_name('r');
    define("<radialGradient id=\"" + name->second + "\"><stop stop-color=\"" + shade
           + "\"/><stop offset=\"1\" stop-color=\"" + shade
           + "\" stop-opacity=\"0\"/></radialGradient>");
  }
  body_ += "<ellipse cx=\"" + number(at.x) + "\" cy=\"" + number(at.y) + "\" rx=\""
           + number(radius_x) + "\" ry=\"" + number(radius_y) + "\" fill=\"url(#" + name->second
           + ")\"" + opacity_of("opacity", opacity) + "/>";
}

void Canvas::open(const std::string& transform) {
  body_ += "<g transform=\"" + transform + "\">";
  endings_.push_back("</g>");
}

void Canvas::open_lifted(const std::string& transform) {
  if (names_of_.try_emplace("lifted", "h").second)
    define("<filter id=\"h\" x=\"-.2\" y=\"-.2\" width=\"1.4\" height=\"1.5\">"
           "<feGaussianBlur in=\"SourceAlpha\" stdDeviation=\"8\"/><feOffset dx=\"5\" dy=\"9\"/>"
           "<feComponentTransfer><feFuncA type=\"linear\" slope=\".34\"/></feComponentTransfer>"
           "<feMerge><feMergeNode/><feMergeNode in=\"SourceGraphic\"/></feMerge></filter>");
  // The filter is on the outside, so that the shadow has the picture's measure and direction.
  body_ += "<g filter=\"url(#h)\"><g transform=\"" + transform + "\">";
  endings_.push_back("</g></g>");
}

void Canvas::close() {
  body_ += endings_.back();
  endings_.pop_back();
}

const std::string& Canvas::gradient_of(Rgb color) {
  auto [it, is_new] = names_of_.try_emplace("gradient" + hex(color));
  if (is_new) {
    it->second = next_name('g');
    const int light = brightness(color);
    define("<linearGradient id=\"" + it->second + "\" x2=\"1\" y2=\".4\"><stop stop-color=\""
           + hex(lighter(color, light < 60 ? 16 : 12)) + "\"/><stop offset=\".5\" stop-color=\""
           + hex(color) + "\"/><stop offset=\"1\" stop-color=\""
           + hex(darker(color, light > 190 ? 10 : 20)) + "\"/></linearGradient>");
  }
  return it->second;
}

const std::string& Canvas::pattern_of(const Cloth& cloth) {
  const auto key = "pattern" + hex(cloth.color) + std::to_string(int(cloth.pattern));
  auto [it, is_new] = names_of_.try_emplace(key);
  if (is_new) {
    it->second = next_name('t');
    define(pattern_definition(it->second, cloth.pattern, cloth.color, accent_of(cloth.color)));
  }
  if (cloth.angle == 0)
    return it->second;
  const auto angle = std::to_string(cloth.angle);
  auto [turned, is_first] = names_of_.try_emplace(key + '/' + angle);
  if (is_first) {
    turned->second = next_name('t');
    define("<pattern id=\"" + turned->second + "\" href=\"#" + it->second
           + "\" patternTransform=\"rotate(" + angle + " 300 200)\"/>");
  }
  return turned->second;
}

std::string Canvas::finish() && {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 800\"><style>"
         ".o *{fill:none;filter:url(#b);stroke-linecap:round}"
         ".e{stroke:#2a2030;stroke-width:8;stroke-opacity:.26}"
         ".f{stroke:#000;stroke-width:8;stroke-opacity:.42}"
         ".d{stroke:#2a2030;stroke-width:4;stroke-opacity:.2}"
         ".k{stroke:#000;stroke-width:4;stroke-opacity:.4}"
         ".l{stroke:#fff;stroke-width:3;stroke-opacity:.2}"
         ".n{stroke-width:.8}"
         ".s{fill:none;stroke-width:.8;stroke-opacity:.75}"
         ".t{fill:none;stroke-width:.7;stroke-dasharray:2.4 1.4;stroke-opacity:.8}"
         "</style><defs>"
         + definitions_ + "</defs>" + body_ + "</svg>\n";
}

} // namespace baro
