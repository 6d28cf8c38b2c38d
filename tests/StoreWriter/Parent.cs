namespace DigitalHub.OtherProcess;

/// <summary>The test that started this process.</summary>
internal static class Parent
{
    /// <summary>Says that all is ready, and waits for the word to begin.</summary>
    public static void Wait()
    {
        Say("ready");
        Console.In.ReadLine();
    }

    /// <summary>Gives it a line at once, also from several threads.</summary>
    public static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
