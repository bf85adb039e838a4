#include "app/seed/patterns.hpp"

#include "app/seed/svg.hpp"

namespace baro {

namespace {

std::string tile(const std::string& name, int width, int height, const std::string& content) {
  return "<pattern id=\"" + name + "\" patternUnits=\"userSpaceOnUse\" width=\""
         + std::to_string(width) + "\" height=\"" + std::to_string(height) + "\">" + content
         + "</pattern>";
}

std::string lines(const std::string& path, const std::string& color, const char* width,
                  const char* opacity) {
  return "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + color + "\" stroke-width=\"" + width
         + "\" stroke-opacity=\"" + opacity + "\"/>";
}

std::string flower(const std::string& at, const std::string& petals, const std::string& heart) {
  return "<g transform=\"translate(" + at
         + ")\"><path d=\"M0 0C-3-5 3-5 0 0C4-4 6 1 0 0C5 3 1 6 0 0"
           "C-1 6-5 3 0 0C-6 1-4-4 0 0\" fill=\""
         + petals + "\" stroke=\"" + petals + "\" stroke-width=\"1.2\"/><circle r=\"1.2\" fill=\""
         + heart + "\"/></g>";
}

} // namespace

std::string pattern_definition(const std::string& name, Pattern pattern, Rgb color, Rgb accent) {
  const auto ink = hex(accent);
  const auto deep = hex(darker(color, 45));
  const auto pale = hex(lighter(color, 45));
  switch (pattern) {
    case Pattern::plain: return "";
    case Pattern::stripe:
      return tile(name, 12, 12, "<path d=\"M0 2h12v4.5H0z\" fill=\"" + ink + "\"/>");
    case Pattern::check:
      return tile(name, 26, 26,
                  "<path d=\"M0 3h26v8H0zM3 0h8v26H3z\" fill=\"" + deep
                    + "\" fill-opacity=\".38\"/><path d=\"M0 19h26v1.4H0zM19 0h1.4v26H19z\" fill=\""
                    + ink + "\" fill-opacity=\".75\"/>");
    case Pattern::denim:
      return tile(name, 3, 3,
                  lines("M-1 1L1-1M0 3L3 0M2 4L4 2", pale, ".5", ".4")
                    + lines("M-1 2.5L2.5-1M.5 4L4 .5", deep, ".4", ".25"));
    case Pattern::rib:
      return tile(name, 4, 8,
                  lines("M.6 0v8", deep, "1", ".32") + lines("M2.4 0v8", pale, ".9", ".3"));
    case Pattern::cable:
      return tile(
        name, 22, 18,
        lines("M1 0v18M21 0v18", deep, "1", ".35")
          + lines("M5 0C5 6 17 6 17 12V18M17 0C17 3 14 5 12 6M5 18C5 14 8 11 10 10V18M5 0V18", deep,
                  "1.1", ".35")
          + lines("M7 0C7 5 19 6 19 12", pale, "1.2", ".4"));
    case Pattern::floral:
      return tile(
        name, 30, 32,
        flower("8 8", ink, "#e8b04a")
          + flower("23 23", hex(mix(accent, {220, 120, 130}, 50)), "#fff")
          + lines("M12 14q3 3 2 7M26 4q-4 2-5 6", hex(mix(accent, {70, 120, 80}, 70)), "1", ".8"));
    case Pattern::dot:
      return tile(name, 14, 14,
                  "<g fill=\"" + ink
                    + "\"><circle cx=\"3.5\" cy=\"3.5\" r=\"1.9\"/><circle cx=\"10.5\" cy=\"10.5\" "
                      "r=\"1.9\"/></g>");
    case Pattern::herringbone:
      return tile(name, 8, 3,
                  lines("M0 3L4 0L8 3M-1 .7L0 0M0 0L.5.4M8 0L7 .7", deep, ".6", ".5")
                    + lines("M0 1.5L2 0M6 0L8 1.5M2 3L4 1.5L6 3", pale, ".5", ".4"));
  }
  return "";
}

} // namespace baro
