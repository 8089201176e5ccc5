#include "connectors/register/xlsx/xml_parser.h"

#include <expat.h>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers {
namespace {

constexpr char separator = '|';
constexpr int chunk = 65'536;
constexpr std::size_t most_memory = 2U << 20U;
constexpr auto known_namespaces = std::to_array<std::string_view>({
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
});

/// expat's memory. Its functions are not given whose it is: the parser that runs in this thread sets it.
struct Memory {
  std::size_t used = 0;
  bool exceeded = false;
};
thread_local Memory* current = nullptr;

constexpr std::size_t prefix = alignof(std::max_align_t);
static_assert(prefix >= sizeof(std::size_t));

bool reserve(std::size_t size) {
  if (size > most_memory || current->used > most_memory - size) {
    current->exceeded = true;
    return false;
  }
  current->used += size;
  return true;
}

void* allocate(std::size_t size) {
  if (!reserve(size)) return nullptr;
  auto* block = static_cast<char*>(std::malloc(prefix + size));
  if (block == nullptr) return nullptr;
  std::memcpy(block, &size, sizeof size);
  return block + prefix;
}

void release(void* memory) {
  if (memory == nullptr) return;
  auto* block = static_cast<char*>(memory) - prefix;
  std::size_t size = 0;
  std::memcpy(&size, block, sizeof size);
  current->used -= size;
  std::free(block);
}

void* reallocate(void* memory, std::size_t size) {
  auto* grown = allocate(size);
  if (grown == nullptr || memory == nullptr) return grown;
  std::size_t before = 0;
  std::memcpy(&before, static_cast<char*>(memory) - prefix, sizeof before);
  std::memcpy(grown, memory, std::min(before, size));
  release(memory);
  return grown;
}

constexpr XML_Memory_Handling_Suite bounded_memory{allocate, reallocate, release};

/// "uri|local" as its local name, or as "?" where the namespace is another's.
std::string_view local_name(std::string_view name) {
  for (const auto known : known_namespaces) {
    const bool same = name.size() > known.size() && name[known.size()] == separator && name.starts_with(known);
    if (same) return name.substr(known.size() + 1);
  }
  return "?";
}

}  // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
  for (const auto** pair = pairs_; *pair != nullptr; pair += 2)
    if (name == pair[0]) return pair[1];
  return std::nullopt;
}

std::optional<std::string_view> XmlAttributes::relationship() const {
  for (const auto** pair = pairs_; *pair != nullptr; pair += 2)
    if (std::string_view(pair[0]).ends_with("/relationships|id")) return pair[1];
  return std::nullopt;
}

bool XmlAttributes::is_true(std::string_view name) const {
  const auto value = find(name);
  return value == "1" || value == "true";
}

struct XmlParser::Core {
  Core(std::unique_ptr<ByteSource> source, XmlHandler& to, core::Place where)
      : bytes(std::move(source)), handler(to), place(std::move(where)) {
    current = &memory;
    const char text[] = {separator, '\0'};
    parser = XML_ParserCreate_MM(nullptr, &bounded_memory, text);
    if (parser == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core() {
    current = &memory;
    XML_ParserFree(parser);
  }

  static Core& of(void* data) { return *static_cast<Core*>(data); }
  static void XMLCALL on_start(void* data, const char* name, const char** attributes) {
    if (!of(data).error) of(data).handler.start(local_name(name), XmlAttributes(attributes));
  }
  static void XMLCALL on_end(void* data, const char* name) {
    if (!of(data).error) of(data).handler.end(local_name(name));
  }
  static void XMLCALL on_text(void* data, const char* text, int size) {
    if (!of(data).error) of(data).handler.text({text, static_cast<std::size_t>(size)});
  }
  static void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
    auto& self = of(data);
    self.stop({.code = "xlsx.doctype",
               .error_class = core::ErrorClass::data,
               .what = "a part of the workbook has a document type, by which XML can be made to grow without end",
               .remedy = "No spreadsheet program writes one: ask the file's sender.",
               .place = self.place});
  }

  void stop(core::Error why) {
    if (error) return;
    error = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }

  core::Error error_of(XML_Error code) const {
    if (error) return *error;
    if (code == XML_ERROR_NO_MEMORY || memory.exceeded)
      return over_limit("a tag, or the names of a part, are longer than a workbook needs", place).error();
    return {.code = "xlsx.xml",
            .error_class = core::ErrorClass::data,
            .what = fmt::format("a part of the workbook is no proper XML: {} (line {} of it, column {})",
                                XML_ErrorString(code), XML_GetCurrentLineNumber(parser),
                                XML_GetCurrentColumnNumber(parser) + 1),
            .remedy = "The file is damaged: fetch it again, or open it in Excel or LibreOffice and save it anew.",
            .place = place};
  }

  core::Result<XML_Status> feed() {
    auto* buffer = static_cast<char*>(XML_GetBuffer(parser, chunk));
    if (buffer == nullptr) return std::unexpected(error_of(XML_GetErrorCode(parser)));
    const auto got = SLUSS_TRY(bytes->read({buffer, static_cast<std::size_t>(chunk)}));
    last = got == 0;
    return XML_ParseBuffer(parser, static_cast<int>(got), last ? XML_TRUE : XML_FALSE);
  }

  core::Result<bool> run() {
    current = &memory;
    for (;;) {
      if (last && !suspended) return false;
      const auto status = std::exchange(suspended, false) ? XML_ResumeParser(parser) : SLUSS_TRY(feed());
      if (status == XML_STATUS_ERROR || error) {
        error = error_of(XML_GetErrorCode(parser));
        return std::unexpected(*error);
      }
      suspended = status == XML_STATUS_SUSPENDED;
      if (suspended) return true;
    }
  }

  Memory memory;
  std::unique_ptr<ByteSource> bytes;
  XmlHandler& handler;
  core::Place place;
  XML_Parser parser = nullptr;
  std::optional<core::Error> error;
  bool last = false, suspended = false;
};

XmlParser::XmlParser(std::unique_ptr<ByteSource> bytes, XmlHandler& handler, core::Place place)
    : core_(std::make_unique<Core>(std::move(bytes), handler, std::move(place))) {}

XmlParser::~XmlParser() = default;

core::Result<bool> XmlParser::run() {
  if (core_->error) return std::unexpected(*core_->error);
  auto more = core_->run();
  if (!more) core_->error = more.error();
  return more;
}

void XmlParser::pause() {
  if (!core_->error) XML_StopParser(core_->parser, XML_TRUE);
}

void XmlParser::fail(core::Error error) {
  core_->stop(std::move(error));
}

}  // namespace sluss::connectors::registers
