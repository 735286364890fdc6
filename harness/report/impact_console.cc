#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/impact.h"
#include "report/marks.h"

namespace rehearse::report {
namespace {

using judge::Impact;
using judge::ImpactHost;
using judge::Touched;

constexpr std::size_t kStrangers = 20;  // hosts that the notice does not name, of each verdict
constexpr std::size_t kPlace = 0;       // a place is never cut: it is what one opens

Tone tone_of(Touched verdict) {
  switch (verdict) {
    case Touched::affected:
      return Tone::bad;
    case Touched::cannot_tell:
      return Tone::unsure;
    case Touched::not_affected:
      return Tone::quiet;
  }
  return Tone::unsure;
}

std::string_view in_words(Touched verdict) {
  switch (verdict) {
    case Touched::affected:
      return "affected";
    case Touched::cannot_tell:
      return "cannot tell";
    case Touched::not_affected:
      return "not affected";
  }
  return "cannot tell";
}

std::string_view sign(const Page& page, Touched verdict) {
  switch (verdict) {
    case Touched::affected:
      return page.glyph("✗", "x");
    case Touched::cannot_tell:
      return "?";
    case Touched::not_affected:
      return page.glyph("·", ".");
  }
  return "?";
}

std::string names_in_notice(const Page& page, const ImpactHost& host) {
  if (!host.excepted_by.empty()) return "excepted by " + page.safe(host.excepted_by);
  return host.covered_by.empty() ? "does not name it" : page.safe(host.covered_by);
}

void write_served(Page& page, const ImpactHost& host) {
  std::vector<const cert::Chain*> written;
  for (const auto& route : host.today) {
    const auto& chain = route.chain();
    if (chain.empty() ||
        std::ranges::any_of(written, [&](const auto* it) { return judge::same_chain(*it, chain); }))
      continue;
    written.push_back(&chain);
    const auto& leaf = *chain.front();
    page.field(4, "serves",
               {fmt::format("{}, by {}, until {}, at {}:{}", page.safe(leaf.subject.short_name(), 80),
                            page.safe(leaf.issuer.short_name(), 80), utc_date(leaf.not_after),
                            route.route.address ? route.route.address->bracketed() : "?", route.route.port)});
    page.verbatim(4, "sha256", leaf.sha256.hex());
  }
}

std::string places(const Page& page, const ImpactHost& host) {
  std::string out;
  const std::size_t most = page.options().verbose ? host.places.size() : 3;
  for (std::size_t i = 0; i < host.places.size() && i < most; ++i)
    out += (i == 0 ? "" : ", ") + page.safe(host.places[i], kPlace);
  const auto shown = std::min(host.places.size(), most);
  if (host.mentions > shown)
    out += fmt::format(" and {} ({})", count(host.mentions - shown, "more place", "more places"),
                       count(host.files, "file", "files"));
  return out;
}

void write_found(Page& page, const ImpactHost& host) {
  if (!host.places.empty()) page.field(4, "named at", {places(page, host)});
  if (host.only_in_comments) page.field(4, "", {"in comments only", Tone::quiet});
  if (host.hows == std::vector<std::string>{"plain-url"})
    page.field(4, "", {"in http URLs only: no certificate is shown there", Tone::quiet});
  if (host.urls > 1)
    page.field(4, "",
               {fmt::format("{} different URLs: one certificate for all tenants of this host", host.urls)});
}

void write_host(Page& page, const ImpactHost& host) {
  const auto tone = tone_of(host.verdict);
  page.table({.rows = {{{std::string(sign(page, host.verdict)), tone},
                        {page.safe(host.name()), Tone::strong},
                        {std::string(in_words(host.verdict)), tone}}}});
  page.field(4, "because", {page.safe(host.detail)});
  if (!host.is_unfinished) page.field(4, "notice", {names_in_notice(page, host)});
  write_served(page, host);
  write_found(page, host);
}

bool is_stranger(const ImpactHost& host) {
  return host.covered_by.empty() && host.excepted_by.empty();
}

void write_hosts(Page& page, const Impact& impact) {
  page.heading("Hosts");
  if (impact.hosts.empty()) page.paragraph(2, {"none was found", Tone::unsure});
  std::array<std::size_t, 3> strangers{}, left_out{};
  for (const auto& host : impact.hosts) {
    const auto verdict = static_cast<std::size_t>(host.verdict);
    if (is_stranger(host) && ++strangers.at(verdict) > kStrangers && !page.options().verbose) {
      ++left_out.at(verdict);
      continue;
    }
    write_host(page, host);
  }
  for (const auto verdict : {Touched::affected, Touched::cannot_tell, Touched::not_affected}) {
    if (const auto more = left_out.at(static_cast<std::size_t>(verdict)); more != 0)
      page.paragraph(
          2, {fmt::format("{}  and {} that the notice does not name, {}: --verbose lists them",
                          sign(page, verdict), count(more, "more host", "more hosts"), in_words(verdict)),
              tone_of(verdict)});
  }
}

void write_namespaces(Page& page, const Impact& impact) {
  if (impact.namespaces.empty()) return;
  page.heading("Only the names of namespaces, which nobody calls");
  for (std::size_t i = 0; i < impact.namespaces.size(); ++i) {
    if (i == kStrangers && !page.options().verbose) {
      page.paragraph(2, {fmt::format("and {} more", impact.namespaces.size() - i), Tone::quiet});
      return;
    }
    const auto& it = impact.namespaces[i];
    page.paragraph(
        2, {fmt::format("{}: {}, first at {}", page.safe(it.host), count(it.mentions, "place", "places"),
                        it.places.empty() ? "" : page.safe(it.places.front(), kPlace)),
            Tone::quiet});
  }
}

void write_findings(Page& page, const Impact& impact) {
  if (impact.findings.empty()) return;
  page.heading("Findings");
  for (const auto& it : impact.findings) {
    page.paragraph(2,
                   {fmt::format("{}{}: {}", it.id, it.where.empty() ? "" : " " + page.safe(it.where, kPlace),
                                page.safe(it.text)),
                    is_of_lab(it) ? Tone::quiet : Tone::unsure});
  }
}

void write_looked_through(Page& page, const Impact& impact) {
  const auto& it = impact.looked_through;
  std::string out;
  const auto add = [&](std::size_t number, std::string_view one, std::string_view many) {
    if (number != 0) out += (out.empty() ? "" : ", ") + count(number, one, many);
  };
  add(it.files, "file looked through", "files looked through");
  add(it.binary, "no text", "no texts");
  add(it.archives, "archive not looked into", "archives not looked into");
  add(it.links, "link not followed", "links not followed");
  add(it.folders, "folder of others passed over", "folders of others passed over");
  add(it.too_large, "too large", "too large");
  add(it.unreadable, "unreadable", "unreadable");
  if (!out.empty()) page.paragraph(0, {out, Tone::quiet});
  if (!impact.has_connected) page.paragraph(0, {"no host was asked what it serves now", Tone::quiet});
}

}  // namespace

std::string render_impact_console(const Impact& impact, const ConsoleOptions& options) {
  Page page(options);
  page.paragraph(0, {page.safe(impact.title), Tone::strong});
  write_hosts(page, impact);
  write_namespaces(page, impact);
  write_findings(page, impact);
  page.blank();
  write_looked_through(page, impact);
  const auto number = [&](Touched verdict) {
    return std::ranges::count(impact.hosts, verdict, &ImpactHost::verdict);
  };
  const auto verdict = impact.verdict();
  page.paragraph(0, {fmt::format("{} {}: {} affected, {} cannot be told, {} not affected",
                                 sign(page, verdict), in_words(verdict), number(Touched::affected),
                                 number(Touched::cannot_tell), number(Touched::not_affected)),
                     tone_of(verdict)});
  return std::move(page).take();
}

}  // namespace rehearse::report
