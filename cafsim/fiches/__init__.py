"""The fiches of `cafsim aides`, and finding one."""
