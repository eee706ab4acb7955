with words as (
    {{ unify('words') }}
),

described as (
    select
        words.source_system || '/' || words.field || '/' || words.word as word_id,
        words.source_system,
        words.field,
        words.word,
        words.record_count,
        known.means
    from words
    {{ join_word('known', 'words.field', 'words.word', 'words.source_system') }}
)

select * from described
