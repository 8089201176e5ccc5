# Debian's manual pages are compressed; run by CPack between installing and packing.
execute_process(COMMAND gzip -9n "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/man/man1/sluss.1"
  COMMAND_ERROR_IS_FATAL ANY)
