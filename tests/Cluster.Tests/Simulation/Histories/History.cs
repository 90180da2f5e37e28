using AutoCompress.Cluster.Tests.Simulation.Memory;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Runs a plan: faults until their time is over, then none until all studies are over and all silos have left.</summary>
internal sealed class History
{
    /// <summary>In which everything that can go on has to end once there are no faults: a study of the longest budget, three times.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(30);

    /// <summary>In which silos leave that are asked to.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly HistoryWorld _history;
    private readonly World _world;
    private TimeSpan _limit;
    private bool _isCalm;
    private bool _isLeaving;
    private bool _isDone;

    private History(HistoryWorld history)
    {
        (_history, _world) = (history, history.World);
        _limit = TimeSpan.FromSeconds(history.Plan.Seconds) + Settling;
    }

    /// <param name="folder">An empty folder.</param>
    public static HistoryReport Run(HistoryPlan plan, string folder, MemoryFlaws flaws = MemoryFlaws.None, bool keepsText = false)
    {
        // Continuations have to run where they are called: on this thread, at once.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var history = new HistoryWorld(plan, folder, flaws, keepsText);
            new History(history).Live();
            return new HistoryReport(
                plan, history.World.Trace.Hash, history.World.Now, history.Oracle.Counts, history.Oracle.Violation, [.. history.World.Trace.Lines]);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Live()
    {
        _history.Users.Begin();
        _history.Operator.Begin();
        foreach (var machine in _history.Machines)
        {
            _world.Later(_world.Between(0, 5), null, () => machine.Start());
        }

        foreach (var fault in _history.Plan.Faults)
        {
            _world.Later(TimeSpan.FromSeconds(fault.At), null, () => Do(fault));
        }

        _world.Later(Look, null, LookAround);
        while (!_isDone && _history.Oracle.Violation is null && _world.Step())
        {
        }
    }

    private void Do(Fault fault)
    {
        var time = TimeSpan.FromSeconds(fault.Seconds);
        _world.Trace.Add(_world.Now, "fault", fault.Kind.ToString(), "", fault.Target);
        switch (fault.Kind)
        {
            case FaultKind.Kill or FaultKind.KillAndReturn: _history.Machines[fault.Target].Kill(time, fault.Kind == FaultKind.KillAndReturn); break;
            case FaultKind.Stop: _history.Machines[fault.Target].Stop(time); break;
            case FaultKind.Drain: _history.Machines[fault.Target].Drain(); break;
            case FaultKind.Outage: _history.Network.Break(time); break;
            case FaultKind.Limit: _history.Operator.Limit(fault.Target); break;
            case FaultKind.LoseArtifacts: _history.Artifacts.Lose(); break;
            default: _history.Users.Order(fault.Kind, fault.Target); break;
        }
    }

    private void LookAround()
    {
        _history.Oracle.Look();
        foreach (var machine in _history.Machines)
        {
            machine.LookAfter();
        }

        if (_world.Now > _limit)
        {
            _history.Oracle.Violate(_isLeaving ? "A silo that was asked to end did not." : "A study did not end though there were no faults any more.");
        }

        if (!_isCalm && _world.Now.TotalSeconds >= _history.Plan.Seconds)
        {
            Calm();
        }

        if (_isCalm && !_isLeaving)
        {
            Settle();
        }
        else if (_isLeaving && _history.Machines.All(machine => machine.Life is null))
        {
            _isDone = true;
            _history.Oracle.End();
            return;
        }

        _world.Later(Look, null, LookAround);
    }

    private void Calm()
    {
        _isCalm = true;
        _world.Trace.Add(_world.Now, "fault", "none any more");
        _history.Network.Heal();
        _history.Fates.AreFaulty = false;
        foreach (var machine in _history.Machines)
        {
            machine.Wake();
            machine.Start();
        }
    }

    private void Settle()
    {
        _history.Users.ResumeAll();
        _history.Operator.LiftAll();
        if (_history.IsOver && _history.Oracle.IsQuiet)
        {
            _isLeaving = true;
            _limit = _world.Now + Leaving;
            foreach (var machine in _history.Machines)
            {
                machine.End();
            }
        }
    }
}
