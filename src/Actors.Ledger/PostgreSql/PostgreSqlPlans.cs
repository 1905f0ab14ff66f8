namespace Actors.Ledger.PostgreSql;

/// <summary>
/// Statements sent in front of a read, in the same implicit transaction, that leave the planner only the plan meant. Its
/// estimates for arrays and generic plans are guesses; one wrong guess walks a whole table.
/// </summary>
internal static class PostgreSqlPlans
{
    /// <summary>Walk an index in its order, filtering on the way.</summary>
    public const string InIndexOrder = """
        select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
               set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
               set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
        """;

    /// <summary>Look single rows up by their keys. (Without sorts the planner would rather walk a whole table in the order asked for.)</summary>
    public const string ByKeys = """
        select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
               set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
        """;

    /// <summary>Find rows through the inverted index of their terms.</summary>
    public const string ThroughTerms = """
        select set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),
               set_config('enable_indexonlyscan', 'off', true), set_config('jit', 'off', true),
               set_config('max_parallel_workers_per_gather', '0', true)
        """;
}
