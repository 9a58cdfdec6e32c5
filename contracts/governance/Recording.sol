// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernanceLog} from "../interfaces/IGovernanceLog.sol";
import {Predeploys} from "./Predeploys.sol";

/// @title How a contract of governance says what it did
library Recording {
    /// @notice An entry about one address.
    function record(IGovernanceLog.Kind kind, address subject) internal {
        record(kind, abi.encode(subject));
    }

    /// @param data as {IGovernanceLog-Kind} says
    function record(IGovernanceLog.Kind kind, bytes memory data) internal {
        IGovernanceLog(Predeploys.GOVERNANCE_LOG).append(kind, data);
    }
}
