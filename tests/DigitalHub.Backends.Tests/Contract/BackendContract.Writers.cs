namespace DigitalHub.Backends.Tests.Contract;

/// <summary>Two writers and the server at one run, in every order in which they can read, write and change it.</summary>
public abstract partial class BackendContract
{
    private const string AReads = "A reads", AWrites = "A writes", BReads = "B reads", BWrites = "B writes", Server = "server";

    private static IEnumerable<string[]> Interleavings =>
        Orders([AReads, AWrites, BReads, BWrites, Server])
            .Where(order => Array.IndexOf(order, AReads) < Array.IndexOf(order, AWrites) && Array.IndexOf(order, BReads) < Array.IndexOf(order, BWrites));

    [Fact]
    public async Task Writers_of_different_values_lose_nothing_of_each_other_in_any_order()
    {
        var number = 0;
        foreach (var order in Interleavings)
        {
            var id = (await AddAsync($"different-{number++}", Docs.Map(("local_execution", true), ("parameters", Docs.Map(("a", 0L), ("b", 0L)))), ["old", "one"])).Id();
            StoredDocument? a = null, b = null;
            foreach (var step in order)
            {
                if (step == AReads) a = await Backend.GetRunAsync(At(id), default);
                else if (step == BReads) b = await Backend.GetRunAsync(At(id), default);
                else if (step == AWrites) await WriteAsync(a!, "a", taken: []);
                else if (step == BWrites) await WriteAsync(b!, "b", taken: ["old"]);
                else await Backend.UpdateRunAsync(At(id), new EntityChange { Status = Docs.Map(("results", Docs.Map(("acc", 0.5)))) }, default);
            }
            var run = await Backend.GetRunAsync(At(id), default);

            var said = string.Join(", ", order);
            var custom = run.Map.Map("metadata")!.Map("custom")!;
            Assert.True(Equals(1L, custom["a"]) && Equals(1L, custom["b"]), said);
            Assert.True(Equals(0.5, run.Map.Map("status")!.Map("results")!["acc"]), said);
            Assert.Equal(["of-a", "of-b", "one"], run.Labels().Order());
        }

        async Task WriteAsync(StoredDocument read, string name, string[] taken)
        {
            var edited = ValueMap.Clone(read.Map);
            var metadata = edited.Section("metadata");
            metadata.Section("custom")[name] = 1L;
            metadata["labels"] = read.Labels().Except(taken).Append($"of-{name}").ToArray<object?>();
            await Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AsRead = read.Json, Edited = edited }, default);
        }
    }

    [Fact]
    public async Task Writers_of_the_same_value_meet_a_conflict_exactly_where_one_had_not_seen_the_other()
    {
        var number = 0;
        foreach (var order in Interleavings)
        {
            var id = (await AddAsync($"same-{number++}", Docs.Map(("local_execution", true)))).Id();
            StoredDocument? a = null, b = null;
            var conflicts = new List<string>();
            foreach (var step in order)
            {
                if (step == AReads) a = await Backend.GetRunAsync(At(id), default);
                else if (step == BReads) b = await Backend.GetRunAsync(At(id), default);
                else if (step == AWrites) await WriteAsync(a!, "a", conflicts);
                else if (step == BWrites) await WriteAsync(b!, "b", conflicts);
                else await Backend.UpdateRunAsync(At(id), new EntityChange { State = RunState.Built }, default);
            }
            var run = (await Backend.GetRunAsync(At(id), default)).Map;

            var (first, second, secondRead) = Array.IndexOf(order, AWrites) < Array.IndexOf(order, BWrites)
                ? ("a", "b", Array.IndexOf(order, BReads) > Array.IndexOf(order, AWrites))
                : ("b", "a", Array.IndexOf(order, AReads) > Array.IndexOf(order, BWrites));
            Assert.Equal(secondRead ? [] : [second], conflicts);
            Assert.Equal(secondRead ? second : first, run.Map("metadata")!["description"]);
            Assert.Equal(RunState.Built, run.Map("status")!.Text("state"));
        }

        async Task WriteAsync(StoredDocument read, string text, List<string> conflicts)
        {
            var edited = ValueMap.Clone(read.Map);
            edited.Section("metadata")["description"] = text;
            try
            {
                await Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AsRead = read.Json, Edited = edited }, default);
            }
            catch (ConflictException exception) when (exception.ErrorId == "RunChanged" && exception.ValuePath == "metadata.description")
            {
                conflicts.Add(text);
            }
        }
    }

    [Fact]
    public async Task A_spec_is_sealed_for_a_writer_who_read_before_the_server_moved_the_run()
    {
        var number = 0;
        foreach (var order in Orders([AReads, AWrites, Server]).Where(order => Array.IndexOf(order, AReads) < Array.IndexOf(order, AWrites)))
        {
            var read = await AddAsync($"sealed-{number++}", Docs.Map(("local_execution", true), ("parameters", Docs.Map(("n", 1L)))));
            var sealedNow = false;
            foreach (var step in order)
            {
                if (step == AReads) read = await Backend.GetRunAsync(At(read.Id()), default);
                else if (step == Server) await MoveAsync(read.Id(), RunState.Built);
                else await WriteAsync();
            }

            Assert.Equal(Array.IndexOf(order, Server) < Array.IndexOf(order, AWrites), sealedNow);
            var run = (await Backend.GetRunAsync(At(read.Id()), default)).Map;
            Assert.Equal(sealedNow ? 1L : 2L, run.Map("spec")!.Map("parameters")!["n"]);
            Assert.Equal(RunState.Built, run.Map("status")!.Text("state"));

            async Task WriteAsync()
            {
                var edited = ValueMap.Clone(read.Map);
                edited.Section("spec").Section("parameters")["n"] = 2L;
                try
                {
                    await Backend.UpdateRunAsync(At(read.Id()), new EntityChange { AsRead = read.Json, Edited = edited }, default);
                }
                catch (DigitalHubException exception) when (exception.ErrorId == "SpecSealed")
                {
                    sealedNow = true;
                }
            }
        }
    }

    private static IEnumerable<string[]> Orders(string[] steps) =>
        steps.Length == 0 ? [[]] : steps.SelectMany(step => Orders([.. steps.Where(other => other != step)]).Select(rest => (string[])[step, .. rest]));
}
