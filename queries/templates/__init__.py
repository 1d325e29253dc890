"""Saved query templates: questions in files, asked with values for their parameters.

From the bottom: `parameter_types` is the table of types, and `parameters` checks a value by it; `filter_keys` and
`file_keys` say what a file may hold; `template` fills in a template and asks it; `files` reads, checks and saves files.
`json_schema` describes files to editors. `search_templates` writes a template as a search template of Elasticsearch,
in the language of `mustache`.
"""
