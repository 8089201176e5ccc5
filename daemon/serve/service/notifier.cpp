#include "daemon/serve/service/notifier.h"

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

bool concerns(const settings::Notify& recipient, const notify::Event& event) {
  const auto named = [](const auto& all, const auto& one) {
    return all.empty() || std::ranges::find(all, one) != all.end();
  };
  const auto job = job_of(event);
  return named(recipient.events, notify::kind_of(event)) && (job.empty() || named(recipient.jobs, job));
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

struct Notifier::Recipient {
  Recipient(core::Files& files, const settings::Settings& settings, settings::Notify the_configured)
      : configured(std::move(the_configured)),
        memory_file(files, settings.state / ("notify-" + configured.name + ".json")),
        news_file(files, settings.state / ("notify-" + configured.name + ".news")),
        last_file(files, last_message_file(settings.state, configured.name)) {}

  settings::Notify configured;
  StateFile memory_file;
  StateFile news_file;
  StateFile last_file;
  notify::Memory memory;
  LastMessage last;
  std::vector<notify::News> news;          ///< not handed over yet
  std::vector<std::int64_t> waiting_runs;  ///< whose news are to be read again, by the file
  int failures = 0;
  std::optional<core::Instant> next_try;
};

Notifier::Notifier(core::Files& files, const core::Clock& clock, CountMessage count_message, ReadNews news)
    : files_(files),
      clock_(clock),
      count_message_(std::move(count_message)),
      read_news_(std::move(news)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Notifier::~Notifier() {
  stop();
}

void Notifier::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Notifier::configure(std::shared_ptr<const settings::Settings> settings) {
  const std::scoped_lock lock(mutex_);
  settings_ = std::move(settings);
  const auto before = std::exchange(recipients_, {});
  for (const auto& configured : settings_->notify) {
    const auto same =
        std::ranges::find(before, configured.name, [](const auto& recipient) { return recipient->configured.name; });
    if (same != before.end()) {
      (*same)->configured = configured;
      (*same)->next_try.reset();
      recipients_.push_back(*same);
      continue;
    }
    recipients_.push_back(std::make_shared<Recipient>(files_, *settings_, configured));
    load(*recipients_.back());
  }
  wake_requested_ = true;
  changed_.notify_all();
}

void Notifier::load(Recipient& recipient) {
  if (const auto text = recipient.memory_file.read(); text && !text->empty()) {
    if (auto memory = notify::parse_memory(*text)) {
      recipient.memory = *std::move(memory);
    } else {
      core::log::warning("notify.memory", memory.error().what, {{"file", recipient.memory_file.path().string()}});
    }
  }
  if (const auto text = recipient.news_file.read()) recipient.waiting_runs = numbers_of(*text);
  if (const auto text = recipient.last_file.read(); text && !text->empty())
    recipient.last = parse_last_message(*text).value_or(LastMessage());
}

void Notifier::save_last_message(Recipient& recipient) {
  const auto kept = recipient.last_file.write(to_text(recipient.last));
  if (!kept) core::log::warning("notify.not_kept", kept.error().what, {{"code", kept.error().code}});
}

void Notifier::set_conditions(std::vector<notify::Event> now_true, std::vector<notify::HeldOutcome> outcomes) {
  const std::scoped_lock lock(mutex_);
  now_true_ = std::move(now_true);
  outcomes_ = std::move(outcomes);
  has_conditions_ = true;
  wake_requested_ = true;
  changed_.notify_all();
}

void Notifier::add_news(const notify::News& news) {
  const auto number = news.figures.run;
  const std::scoped_lock lock(mutex_);
  for (const auto& recipient : recipients_) {
    const bool known =
        std::ranges::any_of(recipient->news, [&](const auto& one) { return one.figures.run == number; }) ||
        std::ranges::find(recipient->waiting_runs, number) != recipient->waiting_runs.end();
    if (known || !concerns(recipient->configured, news.figures)) continue;
    if (recipient->news.size() == most_waiting) recipient->news.erase(recipient->news.begin());
    recipient->news.push_back(news);
    save(*recipient);
  }
  wake_requested_ = true;
  changed_.notify_all();
}

void Notifier::remember_unsent(std::int64_t run) {
  const std::scoped_lock lock(mutex_);
  for (const auto& recipient : recipients_) {
    const bool known = std::ranges::any_of(recipient->news, [&](const auto& one) { return one.figures.run == run; }) ||
                       std::ranges::find(recipient->waiting_runs, run) != recipient->waiting_runs.end();
    if (known) continue;
    recipient->waiting_runs.push_back(run);
    save(*recipient);
  }
}

void Notifier::wake() {
  const std::scoped_lock lock(mutex_);
  wake_requested_ = true;
  changed_.notify_all();
}

void Notifier::save(Recipient& recipient) {
  std::string waiting;
  for (const auto& news : recipient.news) waiting += std::to_string(news.figures.run) + "\n";
  for (const auto run : recipient.waiting_runs) waiting += std::to_string(run) + "\n";
  auto kept = recipient.news_file.write(waiting);
  if (kept) kept = recipient.memory_file.write(notify::to_text(recipient.memory));
  if (!kept) core::log::warning("notify.not_kept", kept.error().what, {{"code", kept.error().code}});
}

/// News that a restart found waiting are read from the warehouse again.
void Notifier::read_waiting_news(Recipient& recipient, std::unique_lock<std::mutex>& lock) {
  while (!recipient.waiting_runs.empty()) {
    const auto run = recipient.waiting_runs.front();
    lock.unlock();
    auto news = core::without_exceptions("notify.exception", [&] { return read_news_(run); });
    lock.lock();
    std::erase(recipient.waiting_runs, run);
    if (news && *news && concerns(recipient.configured, (*news)->figures)) {
      recipient.news.push_back(**std::move(news));
    } else if (!news) {
      core::log::warning("notify.news_lost", news.error().what, {{"run", run}, {"code", news.error().code}});
    }
  }
}

/// Decides for one recipient, and sends what there is. Returns when to decide again.
std::optional<core::Instant> Notifier::process(Recipient& recipient, std::unique_lock<std::mutex>& lock,
                                               const std::stop_token& stop) {
  const auto now = clock_.now();
  if (!recipient.waiting_runs.empty()) read_waiting_news(recipient, lock);
  if (recipient.next_try && *recipient.next_try > now) return recipient.next_try;
  std::vector<notify::Event> events;
  for (const auto& event : now_true_) {
    if (concerns(recipient.configured, event)) events.push_back(event);
  }
  notify::FilesRead files;
  for (const auto& news : recipient.news) {
    events.emplace_back(news.figures);
    if (news.file) files.emplace(news.figures.run, *news.file);
  }
  const notify::RepeatRule rule{settings_->notify_again, settings_->notify_settle};
  auto decision = notify::decide(recipient.memory, events, now, rule);
  notify::add_outcomes(decision, outcomes_);
  if (decision.silent()) {
    recipient.memory = decision.after;
    recipient.news.clear();  // sent before a restart
    save(recipient);
    return decision.again_at;
  }
  const auto settings = settings_;
  const auto configured = recipient.configured;
  const auto sent_news = recipient.news.size();
  lock.unlock();
  const auto sent = core::without_exceptions("notify.exception",
                                             [&] { return send(*settings, configured, {decision, files, now}, stop); });
  count_message_(configured.webhook.empty() ? "mail" : "webhook", sent.has_value());
  lock.lock();
  if (!sent) {
    if (stop.stop_requested()) return std::nullopt;
    recipient.next_try = notify::next_try(++recipient.failures, clock_.now());
    recipient.last.failed = clock_.now();
    recipient.last.code = sent.error().code;
    save_last_message(recipient);
    core::log::warning("notify.failed", sent.error().what,
                       {{"recipient", configured.name},
                        {"code", sent.error().code},
                        {"remedy", sent.error().remedy},
                        {"next_try", core::to_text(*recipient.next_try)}});
    return recipient.next_try;
  }
  core::log::info("notify.sent", "a message was handed over",
                  {{"recipient", configured.name},
                   {"told", static_cast<std::int64_t>(decision.notices.size())},
                   {"over", static_cast<std::int64_t>(decision.over.size())}});
  recipient.failures = 0;
  recipient.next_try.reset();
  recipient.last = {.sent = clock_.now(), .failed = {}, .code = {}};
  save_last_message(recipient);
  recipient.memory = decision.after;
  recipient.news.erase(recipient.news.begin(), recipient.news.begin() + static_cast<std::ptrdiff_t>(sent_news));
  save(recipient);
  return clock_.now();  // what came meanwhile
}

/// process(), which no exception leaves: the other recipients get their messages.
std::optional<core::Instant> Notifier::process_guarded(Recipient& recipient, std::unique_lock<std::mutex>& lock,
                                                       const std::stop_token& stop) {
  using Next = std::optional<core::Instant>;
  auto next = core::without_exceptions("notify.exception",
                                       [&]() -> core::Result<Next> { return process(recipient, lock, stop); });
  if (next) return *next;
  if (!lock.owns_lock()) lock.lock();
  recipient.next_try = notify::next_try(++recipient.failures, clock_.now());
  core::log::warning("notify.failed", next.error().what,
                     {{"recipient", recipient.configured.name},
                      {"code", next.error().code},
                      {"remedy", next.error().remedy},
                      {"next_try", core::to_text(*recipient.next_try)}});
  return recipient.next_try;
}

void Notifier::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_requested_ = false;
    std::optional<core::Instant> next;
    const auto recipients = has_conditions_ ? recipients_ : std::vector<std::shared_ptr<Recipient>>();
    for (const auto& recipient : recipients) {
      const auto again = process_guarded(*recipient, lock, stop);
      if (again && (!next || *again < *next)) next = again;
      if (stop.stop_requested()) return;
    }
    if (wake_requested_) continue;
    if (!next) {
      changed_.wait(lock, stop, [this] { return wake_requested_; });
      continue;
    }
    const auto left = std::chrono::microseconds(std::max<std::int64_t>(next->micros - clock_.now().micros, 1000));
    changed_.wait_for(lock, stop, left, [this] { return wake_requested_; });
  }
}

}  // namespace sluss::daemon::serve
