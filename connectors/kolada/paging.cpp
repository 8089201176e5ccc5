#include "connectors/kolada/paging.h"

#include <algorithm>

#include "core/text.h"

namespace sluss::connectors::kolada {

namespace {

struct Url {
  std::string_view scheme;
  std::string authority;  ///< lower case, without the scheme's own port
  std::string_view rest;  ///< path and query
};

std::optional<Url> split(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Url out{.scheme = url.substr(0, colon), .authority = {}, .rest = {}};
  const std::string_view behind = url.substr(colon + 3);
  const std::size_t end = std::min(behind.find_first_of("/?#"), behind.size());
  out.authority = core::lower(behind.substr(0, end));
  const std::string_view own_port = core::lower(out.scheme) == "https" ? ":443" : ":80";
  if (out.authority.ends_with(own_port)) out.authority.resize(out.authority.size() - own_port.size());
  out.rest = behind.substr(end);
  return out;
}

std::unexpected<core::Error> bad_link(std::string_view current, std::string why) {
  return core::fail(core::ErrorClass::source, "kolada.next_url", std::move(why),
                    "Kolada's answer has changed its form; report it",
                    {.file = shown(current), .line = 0, .column = 0, .field = "next_url"});
}

}  // namespace

std::string shown(std::string_view url) {
  constexpr std::size_t most = 200;
  std::string out(core::cut(url.substr(0, url.find('?')), most));
  const std::size_t scheme = out.find("://");
  const std::size_t at = out.find('@');
  if (scheme != std::string::npos && at != std::string::npos && at < std::min(out.find('/', scheme + 3), out.size())) {
    out.erase(scheme + 3, at - scheme - 2);
  }
  return core::one_line(out);
}

core::Result<std::string> resolve_next(std::string_view base, std::string_view current, std::string_view link) {
  const bool plain = std::ranges::none_of(link, [](char c) { return static_cast<unsigned char>(c) <= 0x20U; });
  if (!plain || link.size() > 16'384) return bad_link(current, "`next_url` is not a link");
  link = link.substr(0, link.find('#'));
  const auto home = split(base);
  const auto here = split(current);
  if (!home || !here) return bad_link(current, "the base is not a URL");
  const std::string origin = std::string(here->scheme) + "://" + here->authority;
  const std::size_t query = std::min(here->rest.find('?'), here->rest.size());
  const std::string_view path = here->rest.substr(0, query);
  std::string absolute;
  if (link.find("://") < link.find_first_of("/?")) {
    absolute = link;
  } else if (link.starts_with("//")) {
    absolute = std::string(here->scheme) + ":" + std::string(link);
  } else if (link.starts_with('/')) {
    absolute = origin + std::string(link);
  } else if (link.starts_with('?')) {
    absolute = origin + std::string(path) + std::string(link);
  } else {
    const std::size_t slash = path.rfind('/');
    const std::string_view folder = slash == std::string_view::npos ? "/" : path.substr(0, slash + 1);
    absolute = origin + std::string(folder) + std::string(link);
  }
  const auto there = split(absolute);
  const std::string scheme = there ? core::lower(there->scheme) : std::string();
  const std::string own = core::lower(home->scheme);
  const bool upgraded = scheme == "http" && own == "https";
  if (!there || there->authority != home->authority || (scheme != own && !upgraded)) {
    return core::fail(core::ErrorClass::source, "kolada.page_foreign",
                      "`next_url` leads to another host, " + shown(absolute) + ", and was not followed",
                      "compare the source's url with the address that Kolada answers from",
                      {.file = shown(current), .line = 0, .column = 0, .field = "next_url"});
  }
  return own + "://" + there->authority + std::string(there->rest);
}

Paging::Paging(std::string base, std::string first_url) : base_(std::move(base)), url_(std::move(first_url)) {
  seen_.insert(url_);
}

core::Result<bool> Paging::advance(std::string_view link) {
  if (link.empty()) return false;
  std::string next = SLUSS_TRY(resolve_next(base_, url_, link));
  if (!seen_.insert(next).second) {
    return core::fail(core::ErrorClass::source, "kolada.page_cycle",
                      "page " + std::to_string(page_) + " leads back to a page that was already read",
                      "the source's paging is broken; nothing of this run was kept",
                      {.file = shown(url_), .line = 0, .column = 0, .field = "next_url"});
  }
  if (page_ >= most_pages) {
    return core::fail(core::ErrorClass::source, "kolada.page_limit",
                      "the query has more than " + std::to_string(most_pages) + " pages", "narrow the selection",
                      {.file = shown(url_), .line = 0, .column = 0, .field = {}});
  }
  url_ = std::move(next);
  ++page_;
  return true;
}

std::string url_of_page(std::string_view url, int page) {
  const std::string parameter = "page=" + std::to_string(page);
  for (auto at = url.find("page="); at != std::string_view::npos; at = url.find("page=", at + 1)) {
    if (at == 0 || (url[at - 1] != '?' && url[at - 1] != '&')) continue;  // per_page
    const auto end = std::min(url.find('&', at), url.size());
    return std::string(url.substr(0, at)) + parameter + std::string(url.substr(end));
  }
  return std::string(url) + (url.contains('?') ? "&" : "?") + parameter;
}

void ItemCounts::page(std::int64_t items, std::optional<std::int64_t> count) {
  items_ += items;
  all_state_ &= count.has_value();
  if (!count) return;
  if (!first_) first_ = count;
  all_same_ &= count == first_;
  sum_ += *count;
}

bool ItemCounts::agrees() const {
  return !all_state_ || items_ == sum_ || (all_same_ && items_ == first_);
}

}  // namespace sluss::connectors::kolada
