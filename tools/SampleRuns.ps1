# Runs to show: dot-sourced, defines functions only.

# The documents of a week of runs, one JSON text each and the same every time: kinds, states, reasons of failures and metrics
# as a core tells them.
function New-SampleRun {
    param([int] $Count = 150, [string] $Project = 'demo', [datetime] $End = [datetime]::new(2026, 11, 27, 12, 0, 0, [DateTimeKind]::Utc))

    $random = [Random]::new(7)
    $time = { param([datetime] $Time) $Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [cultureinfo]::InvariantCulture) }
    for ($i = 1; $i -le $Count; $i++) {
        $kind, $function, $word = switch ($random.Next(10)) {
            { $_ -lt 6 } { 'python+job:run', 'python', 'train'; break }
            { $_ -lt 9 } { 'container+job:run', 'container', 'clean'; break }
            default { 'python+serve:run', 'python', 'serve' }
        }
        $state = switch ($random.Next(20)) {
            { $_ -lt 14 } { 'COMPLETED'; break }
            { $_ -lt 17 } { 'ERROR'; break }
            17 { 'STOPPED' }
            18 { 'RUNNING' }
            19 { 'PENDING' }
        }
        $isEnded = $state -notin 'RUNNING', 'PENDING'
        $created = $End.AddHours($isEnded ? -1 - $random.NextDouble() * 167 : -$random.NextDouble() / 2)
        $pending = 1 + $random.NextDouble() * 8
        $running = $pending + 2 + $random.NextDouble() * 60
        $ended = $running + 20 * [Math]::Exp($random.NextDouble() * 4.5)

        $moves = [ordered]@{ BUILT = 0.4; READY = 0.9; PENDING = $pending; RUNNING = $running }
        if ($state -eq 'PENDING') { $moves.Remove('RUNNING') }
        if ($isEnded) { $moves[$state] = $ended }
        $transitions = @($moves.GetEnumerator() | ForEach-Object { @{ status = $_.Key; time = & $time $created.AddSeconds($_.Value) } })
        [Array]::Reverse($transitions)

        $name = '{0}-{1:000}' -f $word, $i
        $id = '{0:x16}{1:x16}' -f $random.NextInt64(), $random.NextInt64()
        $status = [ordered]@{ state = $state; transitions = $transitions }
        if ($state -eq 'ERROR') {
            $exitCode, $reason = switch ($random.Next(4)) {
                0 { 137, 'OOMKilled' }
                1 { 1, 'DeadlineExceeded' }
                default { (1 + $random.Next(2)), 'Error' }
            }
            $container = "c-$($kind -replace '\W')-$id"
            $status.message = $reason -eq 'Error' ? 'Job failed' : $reason
            $status.pods = @(@{
                    name       = "j-$id-x7k2p"
                    namespace  = 'default'
                    phase      = 'Failed'
                    containers = @(@{ name = $container; image = 'registry.example.org/train:2'; ready = $false; restartCount = 0; state = "terminated at $(& $time $created.AddSeconds($ended)) exitCode: $exitCode reason: $reason" })
                })
        }
        if ($word -eq 'train' -and $state -in 'COMPLETED', 'STOPPED') {
            $rate = 0.04 + $random.NextDouble() * 0.12
            $loss = foreach ($step in 0..39) { [Math]::Round(0.15 + 1.9 * [Math]::Exp(-$rate * $step) + $random.NextDouble() * 0.05, 5) }
            $status.metrics = [ordered]@{ loss = $loss; accuracy = [Math]::Round(1 - $loss[-1] / 2, 5) }
        }

        [ordered]@{
            kind     = $kind
            project  = $Project
            id       = $id
            name     = $name
            metadata = [ordered]@{
                project    = $Project
                name       = $name
                created    = & $time $created
                updated    = $transitions[0].time
                created_by = 'ada'
                updated_by = 'ada'
                labels     = @('nightly')
            }
            spec     = [ordered]@{ function = "${function}://$Project/${word}:1"; task = "$($kind -replace ':run$')://$Project/$word" }
            status   = $status
            user     = 'ada'
        } | ConvertTo-Json -Depth 8 -Compress
    }
}
