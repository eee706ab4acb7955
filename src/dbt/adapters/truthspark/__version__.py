"""The version of dbt-spark that this adapter is made for."""

version = "1.11.0"
