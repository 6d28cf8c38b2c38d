using DigitalHub.Kinds;

if (args.Length != 3)
{
    Console.Error.WriteLine("Usage: DigitalHub.Kinds <folder with <level>/<entity>/<kind>.json> <folder with texts.json and additions.json> <output file>");
    return 1;
}
File.WriteAllText(args[2], KindFile.Write(args[0], args[1]));
return 0;
