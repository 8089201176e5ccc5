# What `cmake --install` installs: a program that finds its library and its data beside itself, wherever the prefix is.
include(GNUInstallDirs)
install(TARGETS sluss RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
# DuckDB is not Debian's: it goes where the program's run path looks ($ORIGIN/../lib/sluss).
file(REAL_PATH "${DuckDB_LIBRARY}" duckdb_library)
install(FILES "${duckdb_library}" DESTINATION lib/sluss RENAME libduckdb.so)
install(DIRECTORY config/ DESTINATION "${CMAKE_INSTALL_DATADIR}/sluss" PATTERN "examples" EXCLUDE)
install(DIRECTORY config/examples/conf.d DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")
install(DIRECTORY transforms/models/ DESTINATION "${CMAKE_INSTALL_DATADIR}/sluss/models" FILES_MATCHING PATTERN "*.sql")
install(FILES docs/man/sluss.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES completion/sluss.bash DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME sluss)
install(FILES completion/_sluss DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES completion/sluss.fish DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
# What operators need, and all that these pages link to: e2e_install and e2e_package follow each link.
set(pages alerts api codelists configuration datasets delivery errors files installation log mappings metrics notifications operations run schedules warehouse)
list(TRANSFORM pages REPLACE "(.+)" "docs/\\1.md")
install(FILES LICENSE docs/openapi.yaml ${pages} DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES docs/pages/fil-las-mig.png docs/pages/fil-las-mig-fel.png docs/pages/fil-korning.png
  DESTINATION "${CMAKE_INSTALL_DOCDIR}/pages")
install(DIRECTORY docs/sources/ DESTINATION "${CMAKE_INSTALL_DOCDIR}/sources" FILES_MATCHING PATTERN "*.md")
