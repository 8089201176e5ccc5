#include "daemon/serve/service/teller.h"

#include <algorithm>
#include <charconv>

#include "core/exception.h"
#include "core/log.h"
#include "daemon/serve/notify/memory_text.h"
#include "daemon/serve/notify/message.h"
#include "daemon/serve/service/last_message.h"
#include "daemon/serve/service/send.h"
#include "daemon/serve/service/state_file.h"

namespace sluss::daemon::serve {
namespace {

constexpr std::size_t most_waiting = 100;

std::string job_of(const notify::Event& event) {
  return std::visit(
      [](const auto& one) -> std::string {
        if constexpr (requires { one.job; }) return one.job;
        return {};
      },
      event);
}

bool concerns(const settings::Notify& route, const notify::Event& event) {
  const auto named = [](const auto& all, const auto& one) {
    return all.empty() || std::ranges::find(all, one) != all.end();
  };
  const auto job = job_of(event);
  return named(route.events, notify::kind_of(event)) && (job.empty() || named(route.jobs, job));
}

std::vector<std::int64_t> numbers_of(std::string_view text) {
  std::vector<std::int64_t> numbers;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    std::int64_t number = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), number).ec == std::errc()) numbers.push_back(number);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return numbers;
}

}  // namespace

struct Teller::Route {
  Route(core::Files& files, const settings::Settings& settings, settings::Notify the_said)
      : said(std::move(the_said)),
        memory_file(files, settings.state / ("notify-" + said.name + ".json")),
        news_file(files, settings.state / ("notify-" + said.name + ".news")),
        last_file(files, last_message_file(settings.state, said.name)) {}

  settings::Notify said;
  StateFile memory_file;
  StateFile news_file;
  StateFile last_file;
  notify::Memory memory;
  LastMessage last;
  std::vector<notify::NewFigures> news;  ///< not handed over yet
  std::vector<std::int64_t> to_recall;   ///< runs whose news a file says are waiting
  int failures = 0;
  std::optional<core::Instant> next_try;
};

Teller::Teller(core::Files& files, const core::Clock& clock, Counted counted, News news)
    : files_(files),
      clock_(clock),
      counted_(std::move(counted)),
      news_(std::move(news)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Teller::~Teller() {
  stop();
}

void Teller::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Teller::configure(std::shared_ptr<const settings::Settings> settings) {
  const std::scoped_lock lock(mutex_);
  settings_ = std::move(settings);
  const auto before = std::exchange(routes_, {});
  for (const auto& said : settings_->notify) {
    const auto same = std::ranges::find(before, said.name, [](const auto& route) { return route->said.name; });
    if (same != before.end()) {
      (*same)->said = said;
      (*same)->next_try.reset();
      routes_.push_back(*same);
      continue;
    }
    routes_.push_back(std::make_shared<Route>(files_, *settings_, said));
    load(*routes_.back());
  }
  poked_ = true;
  changed_.notify_all();
}

void Teller::load(Route& route) {
  if (const auto text = route.memory_file.read(); text && !text->empty()) {
    if (auto memory = notify::parse_memory(*text)) {
      route.memory = *std::move(memory);
    } else {
      core::log::warning("notify.memory", memory.error().what, {{"file", route.memory_file.path().string()}});
    }
  }
  if (const auto text = route.news_file.read()) route.to_recall = numbers_of(*text);
  if (const auto text = route.last_file.read(); text && !text->empty())
    route.last = parse_last_message(*text).value_or(LastMessage());
}

void Teller::note_last(Route& route) {
  const auto kept = route.last_file.write(to_text(route.last));
  if (!kept) core::log::warning("notify.not_kept", kept.error().what, {{"code", kept.error().code}});
}

void Teller::conditions(std::vector<notify::Event> now_true) {
  const std::scoped_lock lock(mutex_);
  now_true_ = std::move(now_true);
  told_conditions_ = true;
  poked_ = true;
  changed_.notify_all();
}

void Teller::tell(const notify::NewFigures& news) {
  const std::scoped_lock lock(mutex_);
  for (const auto& route : routes_) {
    const bool known = std::ranges::any_of(route->news, [&](const auto& one) { return one.run == news.run; }) ||
                       std::ranges::find(route->to_recall, news.run) != route->to_recall.end();
    if (known || !concerns(route->said, news)) continue;
    if (route->news.size() == most_waiting) route->news.erase(route->news.begin());
    route->news.push_back(news);
    keep(*route);
  }
  poked_ = true;
  changed_.notify_all();
}

void Teller::owe(std::int64_t run) {
  const std::scoped_lock lock(mutex_);
  for (const auto& route : routes_) {
    const bool known = std::ranges::any_of(route->news, [&](const auto& one) { return one.run == run; }) ||
                       std::ranges::find(route->to_recall, run) != route->to_recall.end();
    if (known) continue;
    route->to_recall.push_back(run);
    keep(*route);
  }
}

void Teller::look_again() {
  const std::scoped_lock lock(mutex_);
  poked_ = true;
  changed_.notify_all();
}

void Teller::keep(Route& route) {
  std::string waiting;
  for (const auto& news : route.news) waiting += std::to_string(news.run) + "\n";
  for (const auto run : route.to_recall) waiting += std::to_string(run) + "\n";
  auto kept = route.news_file.write(waiting);
  if (kept) kept = route.memory_file.write(notify::to_text(route.memory));
  if (!kept) core::log::warning("notify.not_kept", kept.error().what, {{"code", kept.error().code}});
}

/// News that a restart found waiting are read from the warehouse again.
void Teller::recall(Route& route, std::unique_lock<std::mutex>& lock) {
  while (!route.to_recall.empty()) {
    const auto run = route.to_recall.front();
    lock.unlock();
    auto news = core::without_exceptions("notify.exception", [&] { return news_(run); });
    lock.lock();
    std::erase(route.to_recall, run);
    if (news && *news && concerns(route.said, **news)) {
      route.news.push_back(**std::move(news));
    } else if (!news) {
      core::log::warning("notify.news_lost", news.error().what, {{"run", run}, {"code", news.error().code}});
    }
  }
}

/// Decides for one recipient, and hands over what there is. When to look again.
std::optional<core::Instant> Teller::attend(Route& route, std::unique_lock<std::mutex>& lock,
                                            const std::stop_token& stop) {
  const auto now = clock_.now();
  if (!route.to_recall.empty()) recall(route, lock);
  if (route.next_try && *route.next_try > now) return route.next_try;
  std::vector<notify::Event> events;
  for (const auto& event : now_true_) {
    if (concerns(route.said, event)) events.push_back(event);
  }
  for (const auto& news : route.news) events.emplace_back(news);
  const notify::RepeatRule rule{settings_->notify_again, settings_->notify_settle};
  const auto decision = notify::decide(route.memory, events, now, rule);
  if (decision.silent()) {
    route.memory = decision.after;
    route.news.clear();  // told before a restart
    keep(route);
    return decision.again_at;
  }
  const auto settings = settings_;
  const auto said = route.said;
  const auto told_news = route.news.size();
  lock.unlock();
  const auto sent =
      core::without_exceptions("notify.exception", [&] { return send(*settings, said, decision, now, stop); });
  counted_(said.webhook.empty() ? "mail" : "webhook", sent.has_value());
  lock.lock();
  if (!sent) {
    if (stop.stop_requested()) return std::nullopt;
    route.next_try = notify::next_try(++route.failures, clock_.now());
    route.last.failed = clock_.now();
    route.last.code = sent.error().code;
    note_last(route);
    core::log::warning("notify.failed", sent.error().what,
                       {{"recipient", said.name},
                        {"code", sent.error().code},
                        {"remedy", sent.error().remedy},
                        {"next_try", core::to_text(*route.next_try)}});
    return route.next_try;
  }
  core::log::info("notify.sent", "a message was handed over",
                  {{"recipient", said.name},
                   {"told", static_cast<std::int64_t>(decision.tell.size())},
                   {"over", static_cast<std::int64_t>(decision.over.size())}});
  route.failures = 0;
  route.next_try.reset();
  route.last = {.sent = clock_.now(), .failed = {}, .code = {}};
  note_last(route);
  route.memory = decision.after;
  route.news.erase(route.news.begin(), route.news.begin() + static_cast<std::ptrdiff_t>(told_news));
  keep(route);
  return clock_.now();  // what came meanwhile
}

/// attend(), that no exception leaves: the others are told.
std::optional<core::Instant> Teller::attended(Route& route, std::unique_lock<std::mutex>& lock,
                                              const std::stop_token& stop) {
  using Next = std::optional<core::Instant>;
  auto next =
      core::without_exceptions("notify.exception", [&]() -> core::Result<Next> { return attend(route, lock, stop); });
  if (next) return *next;
  if (!lock.owns_lock()) lock.lock();
  route.next_try = notify::next_try(++route.failures, clock_.now());
  core::log::warning("notify.failed", next.error().what,
                     {{"recipient", route.said.name},
                      {"code", next.error().code},
                      {"remedy", next.error().remedy},
                      {"next_try", core::to_text(*route.next_try)}});
  return route.next_try;
}

void Teller::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    poked_ = false;
    std::optional<core::Instant> next;
    const auto routes = told_conditions_ ? routes_ : std::vector<std::shared_ptr<Route>>();
    for (const auto& route : routes) {
      const auto again = attended(*route, lock, stop);
      if (again && (!next || *again < *next)) next = again;
      if (stop.stop_requested()) return;
    }
    if (poked_) continue;
    if (!next) {
      changed_.wait(lock, stop, [this] { return poked_; });
      continue;
    }
    const auto left = std::chrono::microseconds(std::max<std::int64_t>(next->micros - clock_.now().micros, 1000));
    changed_.wait_for(lock, stop, left, [this] { return poked_; });
  }
}

}  // namespace sluss::daemon::serve
