using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Batches come out one by one.</summary>
public sealed class BatchesTests
{
    private bool _left;

    [Fact]
    public async Task All_items_come_in_order_and_empty_batches_do_not_end_them()
    {
        var got = new List<int>();
        await foreach (var item in new Batches<int>(Of([1, 2], [], [3], []), default)) got.Add(item);
        Assert.Equal([1, 2, 3], got);
        Assert.True(_left);
    }

    [Fact]
    public async Task What_is_there_is_handed_out_without_waiting()
    {
        await using var items = new Batches<int>(Of([1, 2, 3]), default).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        foreach (var next in (Task<bool>[])[items.MoveNextAsync().AsTask(), items.MoveNextAsync().AsTask()])
        {
            Assert.True(next.IsCompletedSuccessfully);
            Assert.True(await next);
        }
        Assert.Equal(3, items.Current);
    }

    [Fact]
    public async Task Between_two_items_of_a_batch_it_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var items = new Batches<int>(Of([1, 2, 3]), default).GetAsyncEnumerator(stop.Token);
        Assert.True(await items.MoveNextAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await items.MoveNextAsync());
        await items.DisposeAsync();
        Assert.True(_left);
    }

    private async IAsyncEnumerable<IReadOnlyList<int>> Of(params int[][] batches)
    {
        try
        {
            foreach (var batch in batches)
            {
                await Task.Yield();
                yield return batch;
            }
        }
        finally
        {
            _left = true;
        }
    }
}
