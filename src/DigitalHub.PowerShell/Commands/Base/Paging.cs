using System.Management.Automation;

namespace DigitalHub.PowerShell.Commands;

/// <summary>PowerShell's paging parameters in the terms of a query.</summary>
internal static class Paging
{
    /// <summary>How many to leave out.</summary>
    public static long Left(this PagingParameters paging) => Number(paging.Skip);

    /// <summary>How many are wanted at most; null for all.</summary>
    public static long? Wanted(this PagingParameters paging) => paging.First == ulong.MaxValue ? null : Number(paging.First);

    /// <summary>The total as the engine shows it; of unknown accuracy where it is null.</summary>
    public static PSObject Total(this PagingParameters paging, long? total) => paging.NewTotalCount((ulong)(total ?? 0), total is null ? 0 : 1);

    private static long Number(ulong number) => number > long.MaxValue ? long.MaxValue : (long)number;
}
