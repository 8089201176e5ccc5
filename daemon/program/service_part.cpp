#include "daemon/program/service_part.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <vector>

#include "core/text.h"
#include "daemon/program/embedded_samples.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::program {
namespace {

constexpr int most_questions = 5;

struct Question {
  std::string_view option;
  std::string ServiceAnswers::* answer;
  std::string_view text;
};

using Group = std::vector<Question>;

/// Those of a group are checked together, and asked again together.
const std::vector<Group>& groups() {
  static const std::vector<Group> all = {
      {{"--listen", &ServiceAnswers::listen,
        "Where shall the pages answer, besides the socket (127.0.0.1:8470; empty: nowhere)? "}},
      {{"--mail-to", &ServiceAnswers::mail_to, "Who gets mail (addresses, with commas between; empty: nobody)? "},
       {"--smtp", &ServiceAnswers::smtp, "Which server takes the mail (smtp.example.se, or smtp.example.se:25)? "},
       {"--mail-from", &ServiceAnswers::mail_from, "Whom does the mail come from (Sluss <sluss@example.se>)? "}},
      {{"--publish-to", &ServiceAnswers::publish_to,
        "In which folder shall the files lie (/srv/share/nyckeltal; empty: none)? "}},
  };
  return all;
}

/// "a@b.se, c@d.se" as a TOML array.
std::string list_in_quotes(std::string_view text) {
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto one = core::trimmed(text.substr(begin, end - begin));
    if (!one.empty()) result += (result.empty() ? "" : ", ") + in_quotes(one);
    begin = end + 1;
  }
  return "[" + result + "]";
}

using Lines = std::map<std::string_view, std::string, std::less<>>;

/// The sample without its first line (how to copy it), with other lines in the place of those named.
core::Result<std::string> sample_with(std::string_view sample, const Lines& others) {
  std::string text;
  std::size_t replaced = 0;
  for (std::size_t begin = 0; begin < sample.size();) {
    const auto end = std::min(sample.find('\n', begin), sample.size());
    const auto line = sample.substr(begin, end - begin);
    const auto other = others.find(line);
    if (other != others.end()) ++replaced;
    if (begin > 0) text += (other == others.end() ? std::string(line) : other->second) + "\n";
    begin = end + 1;
  }
  if (replaced == others.size()) return text;
  return core::fail(core::ErrorClass::data, "init.sample", "a sample of the configuration lacks a line to fill in",
                    "A fault in Sluss: report it, and write the configuration without --service.");
}

/// No other machine sees what is sent to it, and a mail server of this machine has a certificate only rarely.
bool is_this_machine(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

core::Result<std::string> mail_text(const ServiceAnswers& answers) {
  if (answers.mail_to.empty() && answers.mail_from.empty() && answers.smtp.empty()) return std::string();
  if (answers.mail_to.empty() || answers.mail_from.empty() || answers.smtp.empty()) {
    return core::fail(core::ErrorClass::config, "usage.mail", "mail needs who gets it, its server and its sender",
                      "Give --mail-to, --smtp and --mail-from, or none of them.");
  }
  const auto colon = answers.smtp.rfind(':');
  const auto host = answers.smtp.substr(0, colon);
  const bool local = is_this_machine(host);
  const std::string usual_port = local ? "25" : "587";
  const auto port = colon == std::string::npos ? usual_port : answers.smtp.substr(colon + 1);
  if (port.empty() || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) {
    return core::fail(core::ErrorClass::config, "usage.mail", "'" + answers.smtp + "' has no port after its colon",
                      "Write the server as smtp.example.se or smtp.example.se:25.");
  }
  const auto to = "to = " + list_in_quotes(answers.mail_to);
  constexpr std::string_view drift_events =
      R"(events = ["run_failed", "job_late", "disk_low", "state_damaged", "expiry", "delivery_failed"])";
  const std::string events_without_failures =
      "# The same people get `run_failed` above: it is told once. Where others operate it, write it here too.\n"
      R"(events = ["job_late", "disk_low", "state_damaged", "expiry", "delivery_failed"])";
  const std::string tls = R"(security = "starttls")";
  const std::string security =
      local ? "# This machine's own mail server: nothing of it is seen outside. It has TLS: write \"starttls\".\n"
              "security = \"none\""
            : tls;
  return sample_with(mail_sample, {{tls, security},
                                   {R"(server = "smtp.example.se")", "server = " + in_quotes(host)},
                                   {"port = 587", "port = " + port},
                                   {R"(from = "Sluss <sluss@example.se>")", "from = " + in_quotes(answers.mail_from)},
                                   {R"(user = "sluss")", R"(# user = "sluss")"},
                                   {R"(credential = "smtp")", R"(# credential = "smtp")"},
                                   {"# A server that asks for no password: take away `user` and `credential`.",
                                    "# A server that asks for a password: uncomment `user` and `credential`."},
                                   {R"(to = ["statistik@example.se"])", to},
                                   {R"(to = ["drift@example.se"])", to},
                                   // Both are the same people: what has failed is told them once.
                                   {drift_events, events_without_failures}});
}

core::Result<std::string> publish_text(const ServiceAnswers& answers) {
  if (answers.publish_to.empty()) return std::string();
  constexpr std::string_view prefix = "folder:";
  auto folder = answers.publish_to;
  if (folder.starts_with(prefix)) folder.erase(0, prefix.size());
  if (!folder.starts_with('/')) {
    return core::fail(core::ErrorClass::config, "usage.publish_to",
                      "'" + answers.publish_to + "' is not the whole path of a folder",
                      "Write it from / on: /srv/share/nyckeltal. docs/delivery.md describes servers and tables.");
  }
  return sample_with(publish_sample,
                     {{"#   ReadWritePaths=/srv/share/nyckeltal", "#   ReadWritePaths=" + folder},
                      {R"(to = "folder:/srv/share/nyckeltal")", "to = " + in_quotes("folder:" + folder)}});
}

std::string control_text(const ServiceAnswers& answers) {
  if (answers.listen.empty()) return {};
  return "# The pages and the API. `sluss token add NAME` lets somebody in; signing in by way of a reverse proxy is\n"
         "# shown by examples/conf.d/control.toml in the package's documents.\n"
         "[control]\nlisten = " +
         in_quotes(answers.listen) + "\n";
}

/// Where people are told of something that the pages show.
std::string page_text(const ServiceAnswers& answers) {
  if (answers.listen.empty() && answers.mail_to.empty()) return {};
  return "# Where people reach the pages: the links in mail and in \"läs mig\" begin so.\n"
         "# [daemon]\n# page = \"https://sluss.example.se\"\n";
}

/// What is wrong with the configuration that these answers make.
std::vector<core::Error> faults(const std::filesystem::path& file, const std::string& begin,
                                const ServiceAnswers& answers) {
  const auto text = service_text(answers);
  if (!text) return {text.error()};
  const auto valid = settings::load_texts({{file, begin + *text}});
  return valid ? std::vector<core::Error>() : valid.error();
}

core::Result<std::string> answer_to(Environment& environment, const Question& question) {
  SLUSS_TRY(environment.output.write(question.text));
  std::string line;
  if (std::getline(std::cin, line)) return std::string(core::trimmed(line));
  SLUSS_TRY(environment.output.write("\n"));
  return core::fail(core::ErrorClass::config, "usage.unanswered",
                    "the answers ended before the questions: nothing was written",
                    "Answer each (an empty line leaves it out), or give " + std::string(question.option) + ".");
}

/// After an empty first answer the other questions are not asked.
core::Result<> ask_group(Environment& environment, const Group& group, ServiceAnswers& answers) {
  for (const auto& question : group) {
    auto& answer = answers.*question.answer;
    if (environment.invocation.has(question.option)) {
      answer = core::trimmed(environment.invocation.get(question.option));
    } else if (&question != &group.front() && (answers.*group.front().answer).empty()) {
      answer.clear();
    } else {
      answer = SLUSS_TRY(answer_to(environment, question));
    }
  }
  return {};
}

bool all_given(const Environment& environment, const Group& group) {
  return std::ranges::all_of(group, [&](const auto& question) { return environment.invocation.has(question.option); });
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

core::Result<std::string> service_text(const ServiceAnswers& answers) {
  const auto mail = SLUSS_TRY(mail_text(answers));
  const auto publish = SLUSS_TRY(publish_text(answers));
  std::string text;
  for (const auto& part : {page_text(answers), control_text(answers), mail, publish})
    if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
  return text;
}

core::Result<ServiceAnswers> service_answers(Environment& environment, const std::filesystem::path& file,
                                             const std::string& begin) {
  ServiceAnswers answers;
  if (::isatty(STDIN_FILENO) != 1) {
    for (const auto& group : groups())
      for (const auto& question : group)
        answers.*question.answer = core::trimmed(environment.invocation.get(question.option));
    return answers;
  }
  for (const auto& group : groups()) {
    for (int i = 0; i < most_questions; ++i) {
      SLUSS_TRY(ask_group(environment, group, answers));
      const auto wrong = faults(file, begin, answers);
      if (wrong.empty()) break;
      if (all_given(environment, group) || i + 1 == most_questions) return answers;  // reported where all is checked
      environment.output.errors(wrong);
    }
  }
  return answers;
}

}  // namespace sluss::daemon::program
