using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Core.Listing;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>A listing is whole whatever happens around it.</summary>
public sealed class OrderedPagesTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 120)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_there_throughout_comes_exactly_once(int seed)
    {
        var world = new World(seed);
        var pages = world.Pages();
        var got = new List<PageItem>();
        await foreach (var item in Read(pages, ahead: seed % 3 > 0))
        {
            got.Add(item);
            world.Consume(item);
            Assert.True(world.Core.Requests.Count < 5000, "The listing does not end.");
        }

        Assert.Equal(got.Count, got.Select(item => item.Id).Distinct().Count());
        Assert.Empty(world.Stable.Except(got.Select(item => item.Id)));
        var times = got.ConvertAll(item => item.Created!.Value);
        Assert.Equal(world.Descending ? times.OrderDescending() : times.Order(), times);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_first_few_have_no_gap_either(int seed)
    {
        var world = new World(seed);
        var wanted = 1 + (seed * 7 % 300);
        var got = new List<PageItem>();
        await foreach (var item in Read(world.Pages(wanted: wanted), ahead: false))
        {
            if (got.Count == wanted) break;
            got.Add(item);
            world.Consume(item);
        }
        Assert.Equal(got.Count, got.Select(item => item.Id).Distinct().Count());
        if (got.Count < wanted) Assert.Empty(world.Stable.Except(got.Select(item => item.Id)));
        else Assert.Empty(world.Stable.Where(id => world.IsBefore(id, got[^1].Created!.Value)).Except(got.Select(item => item.Id)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_stretch_of_time_is_found_wherever_it_begins(int seed)
    {
        var world = new World(seed);
        var times = world.Core.Runs.Select(run => Timestamp.Parse(run.Map("metadata")!.Text("created"))!.Value).ToList();
        var start = times.Count == 0 ? world.Core.Time.GetUtcNow() : times[seed % times.Count].AddTicks(seed % 2);
        var pages = world.Pages(start);
        var got = new List<string>();
        await foreach (var item in Read(pages, ahead: seed % 3 > 0))
        {
            Assert.False(world.Descending ? item.Created > start : item.Created < start);
            got.Add(item.Id);
            world.Consume(item);
        }
        Assert.Equal(got.Count, got.Distinct().Count());
        Assert.Empty(world.Stable.Where(id => world.IsInside(id, start)).Except(got));
    }

    [Fact]
    public async Task A_long_listing_takes_few_requests()
    {
        var core = new MemoryCore();
        for (var i = 0; i < 20_000; i++) core.Add(Docs.Run("pp", $"r{i}"));
        var got = 0;
        await foreach (var _ in new CoreBackend(core).ListRunsAsync(new RunQuery { Project = "pp" }, default)) got++;
        Assert.Equal(20_000, got);
        Assert.InRange(core.Requests.Count, 20, 24);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    public async Task A_listing_that_fits_a_page_takes_one_request(int count)
    {
        var core = new MemoryCore();
        for (var i = 0; i < count; i++) core.Add(Docs.Run("pp", $"r{i}"));
        Assert.Equal(count, (await new CoreBackend(core).ListRunsAsync(new RunQuery { Project = "pp" }, default).ToListAsync()).Count);
        Assert.Single(core.Requests, request => request.Path.Contains("/runs?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_first_page_is_used_the_second_is_cut_up_and_the_third_is_on_its_way()
    {
        var core = new MemoryCore();
        for (var i = 0; i < 6000; i++) core.Add(Docs.Run("pp", $"r{i}"));
        await using var runs = new CoreBackend(core).ListRunsAsync(new RunQuery { Project = "pp" }, default).GetAsyncEnumerator();
        for (var i = 0; i < 1000; i++) Assert.True(await runs.MoveNextAsync());
        for (var i = 0; i < 1000 && core.Requests.Count < 3; i++) await Task.Delay(10);
        Assert.Equal(3, core.Requests.Count);
    }

    [Fact]
    public async Task Removing_all_that_is_listed_takes_few_requests()
    {
        var core = new MemoryCore();
        for (var i = 0; i < 10_000; i++)
        {
            core.Time.Advance(TimeSpan.FromMilliseconds(1));
            core.Add(Docs.Run("pp", $"r{i}"));
        }
        var got = new HashSet<string>();
        await foreach (var run in new CoreBackend(core).ListRunsAsync(new RunQuery { Project = "pp" }, default))
        {
            Assert.True(got.Add(run.Head("id")!));
            core.Remove(run.Head("id")!);
        }
        Assert.Equal(10_000, got.Count);
        // How many depends on how far ahead of the removals pages are fetched: a few for each of the ten pages.
        Assert.InRange(core.Requests.Count, 10, 60);
    }

    [Fact]
    public async Task Creation_without_end_does_not_make_a_listing_endless()
    {
        foreach (var descending in (bool[])[true, false])
        {
            var core = new MemoryCore();
            for (var i = 0; i < 3000; i++) core.Add(Docs.Run("pp", $"r{i}"));
            var number = 0;
            core.Before = _ =>
            {
                for (var i = 0; i < 1500; i++)
                {
                    core.Time.Advance(TimeSpan.FromMilliseconds(10));
                    core.Add(Docs.Run("pp", $"n{number++}"));
                }
            };
            var got = 0;
            await foreach (var run in new CoreBackend(core).ListRunsAsync(new RunQuery { Project = "pp", Descending = descending }, default))
            {
                if (run.Head("id")!.StartsWith('r')) got++;
            }
            Assert.Equal(3000, got);
            Assert.InRange(core.Requests.Count, 3, 40);
        }
    }

    [Theory]
    [InlineData(0, 1000, 1000)]
    [InlineData(992, 1000, 1000)]
    [InlineData(10_007, 10_015, 16)]
    [InlineData(123_456, 123_464, 17)]
    [InlineData(7, 15, 16)]
    public void A_window_begins_in_time_and_reaches_beyond(long from, long beyond, int size)
    {
        var window = PageWindow.Over(from, from == 0 ? 8 : beyond, size);
        Assert.True(window.Offset <= from);
        Assert.True(window.End > (from == 0 ? 8 : beyond));
        Assert.InRange(window.Size, 1, 1000);
    }

    [Fact]
    public void Windows_of_all_places_begin_in_time_and_reach_beyond()
    {
        for (long from = 0; from < 60_000; from += 7)
        {
            foreach (var size in (int[])[16, 23, 100, 1000])
            {
                var window = PageWindow.Over(from, from + PageSizes.Overlap, size);
                Assert.True(window.Offset <= from && window.End > from + PageSizes.Overlap && window.Size <= 1000, $"{from} {size}: {window}");
            }
        }
    }

    private static Batches<PageItem> Read(OrderedPages pages, bool ahead) => new(Pump.ReadAsync(pages, ahead, default), default);

    private sealed class World
    {
        private readonly Random _random;
        private readonly double _consumed;
        private readonly int _removed;
        private readonly int _added;
        private readonly int _hidden;
        private readonly int _size;
        private int _number;

        public World(int seed)
        {
            _random = new Random(seed);
            Descending = _random.Next(2) == 0;
            _consumed = _random.Next(4) switch { 0 => 0, 1 => 1, _ => _random.NextDouble() };
            _removed = _random.Next(3) == 0 ? 0 : _random.Next(40);
            _added = _random.Next(3) == 0 ? 0 : _random.Next(40);
            _hidden = _random.Next(3) == 0 ? 0 : _random.Next(20);
            _size = 16 + _random.Next(60);
            Core.IsListed = run => run["hidden"] is null;
            var ties = _random.Next(1, 12);
            for (var i = _random.Next(700); i > 0; i--) Add(_random.Next(ties));
            foreach (var run in Core.Runs.Where(_ => _random.Next(10) == 0)) run["hidden"] = true;
            Stable.UnionWith(Core.Runs.Where(run => run["hidden"] is null).Select(run => run.Text("id")!));
            Core.Before = _ => Disturb();
        }

        public MemoryCore Core { get; } = new();

        public bool Descending { get; }

        public HashSet<string> Stable { get; } = [];

        public bool IsBefore(string id, DateTimeOffset time) => IsInside(id, time) is false;

        public OrderedPages Pages(DateTimeOffset? start = null, long? wanted = null)
        {
            var direction = Descending ? "desc" : "asc";
            var source = new PageSource(Core, "/api/v1/-/pp/runs", CoreSubject.None, $"created,{direction}", $"id,{direction}");
            return new OrderedPages(source, new PageSizes(_size, wanted, _size), Descending) { Start = start };
        }

        public void Consume(PageItem item)
        {
            // The next page is fetched at the same time.
            lock (_random)
            {
                if (_random.NextDouble() >= _consumed) return;
                Stable.Remove(item.Id);
            }
            Core.Remove(item.Id);
        }

        public bool IsInside(string id, DateTimeOffset start)
        {
            var created = Timestamp.Parse(Core.Runs.Single(run => run.Text("id") == id).Map("metadata")!.Text("created"))!.Value;
            return Descending ? created <= start : created >= start;
        }

        private void Disturb()
        {
            lock (_random) DisturbAlone();
        }

        private void DisturbAlone()
        {
            for (var i = _random.Next(_removed + 1); i > 0 && Core.Runs.Count > 0; i--)
            {
                // Bursts at one end as well as anywhere.
                var at = _random.Next(3) switch { 0 => 0, 1 => Core.Runs.Count - 1, _ => _random.Next(Core.Runs.Count) };
                Gone(Core.Runs[at].Text("id")!);
            }
            for (var i = _random.Next(_added + 1); i > 0; i--) Add(_random.Next(3));
            for (var i = _random.Next(_hidden + 1); i > 0 && Core.Runs.Count > 0; i--)
            {
                var run = Core.Runs[_random.Next(Core.Runs.Count)];
                Stable.Remove(run.Text("id")!);
                run["hidden"] = run["hidden"] is null ? true : null;
            }
            Core.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(500)));
        }

        private void Gone(string id)
        {
            Stable.Remove(id);
            Core.Remove(id);
        }

        private void Add(int after)
        {
            Core.Time.Advance(TimeSpan.FromMilliseconds(after == 0 ? 1 : 0));
            Core.Add((OrderedDictionary)Docs.Run("pp", $"{_random.Next():x}-{_number++}"));
        }
    }
}
